"""Jupyter's own conformance suite on the TypeScript kernel, and cases for what that suite leaves out."""

import time
import unittest

import jupyter_kernel_test


class KernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "tslab"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('careful')"
    completion_samples = [
        {"text": "'a'.toUpper", "matches": {"toUpperCase"}},
        {"text": "Number.isSafe", "matches": {"isSafeInteger"}},
    ]
    complete_code_samples = ["1", "const two = 2", "function f() {\n  return 1;\n}"]
    incomplete_code_samples = ["function f() {", "const list = [1,", "`open", "/* open"]
    invalid_code_samples = ["const = 1", "let 2x", ")"]
    code_generate_error = "throw new RangeError('too far')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "'a' + 'b'", "result": "'ab'"},
        {"code": "[1, 2]", "result": "[ 1, 2 ]"},
    ]
    code_display_data = [
        {
            "code": "import { display } from 'tslab'; display.html('<b>bold</b>')",
            "mime": "text/html",
        },
        {
            "code": "import { display as show } from 'tslab'; show.text('plain')",
            "mime": "text/plain",
        },
    ]
    code_history_pattern = "6 *?*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math"

    def messages(self, msg_id):
        """What is published for one request, without busy and idle."""
        found = []
        while True:
            message = self.kc.get_iopub_msg(timeout=15)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            if message["msg_type"] != "status":
                found.append(message)
            elif message["content"]["execution_state"] == "idle":
                return found

    def reply(self, msg_id, channel=None):
        while True:
            get = (channel or self.kc.shell_channel).get_msg
            message = jupyter_kernel_test.ensure_sync(get)(timeout=15)
            if message["parent_header"].get("msg_id") == msg_id:
                return message

    def run_cell(self, code, **options):
        msg_id = self.kc.execute(code, **options)
        reply = self.reply(msg_id)
        return reply["content"], self.messages(msg_id)

    def control(self, msg_type, content):
        message = self.kc.session.msg(msg_type, content)
        self.kc.control_channel.send(message)
        return self.reply(message["header"]["msg_id"], self.kc.control_channel)

    def shell(self, msg_type, content):
        message = self.kc.session.msg(msg_type, content)
        self.kc.shell_channel.send(message)
        return message["header"]["msg_id"]

    def test_language_info(self):
        info = self.reply(self.kc.kernel_info())["content"]
        self.assertEqual(info["status"], "ok")
        language = info["language_info"]
        self.assertEqual(language["mimetype"], "application/typescript")
        self.assertEqual(language["pygments_lexer"], "typescript")
        self.assertNotIn("codemirror_mode", language)

    def test_every_message_has_its_parent(self):
        msg_id = self.kc.execute("console.log(1); 2")
        self.reply(msg_id)
        kinds = []
        while kinds[-2:] != ["status", "idle"]:
            message = self.kc.get_iopub_msg(timeout=15)
            if message["parent_header"]["msg_id"] == msg_id:
                kinds.append(message["msg_type"])
                if message["content"].get("execution_state") == "idle":
                    kinds.append("idle")
        expected = ["status", "execute_input", "stream", "execute_result", "status", "idle"]
        self.assertEqual(kinds, expected)

    def test_comm_info(self):
        reply = self.reply(self.kc.comm_info())
        jupyter_kernel_test.validate_message(reply, "comm_info_reply")
        self.assertEqual(reply["content"]["comms"], {})

    def test_comm_open_is_refused(self):
        content = {"comm_id": "c", "target_name": "jupyter.widget", "data": {}}
        published = self.messages(self.shell("comm_open", content))
        self.assertEqual([m["msg_type"] for m in published], ["comm_close"])

    def test_user_expressions(self):
        wanted = {"good": "1 + 1", "object": "{ a: 1 }", "bad": "noSuchName"}
        content, _ = self.run_cell("const here = 1", user_expressions=wanted)
        answers = content["user_expressions"]
        self.assertEqual(answers["good"]["data"]["text/plain"], "2")
        self.assertEqual(answers["object"]["data"]["text/plain"], "{ a: 1 }")
        self.assertEqual(answers["bad"]["status"], "error")

    def test_silent(self):
        before, _ = self.run_cell("1")
        content, published = self.run_cell("console.log('x'); 2", silent=True)
        self.assertEqual(content["status"], "ok")
        self.assertEqual(published, [])
        after, _ = self.run_cell("1")
        self.assertEqual(after["execution_count"], before["execution_count"] + 1)

    def test_store_history(self):
        before, _ = self.run_cell("'kept'")
        self.run_cell("'not kept'", store_history=False)
        after, _ = self.run_cell("'kept, too'")
        self.assertEqual(after["execution_count"], before["execution_count"] + 1)
        reply = self.reply(self.kc.history(hist_access_type="tail", n=2))
        inputs = [entry[2] for entry in reply["content"]["history"]]
        self.assertEqual(inputs, ["'kept'", "'kept, too'"])

    def test_error_fields(self):
        content, published = self.run_cell("throw new RangeError('too far')")
        error = published[-1]["content"]
        self.assertEqual((error["ename"], error["evalue"]), ("RangeError", "too far"))
        self.assertEqual(content["traceback"], error["traceback"])
        self.assertNotIn("node_modules", "\n".join(error["traceback"]))

    def test_type_error(self):
        content, _ = self.run_cell("const n: number = 'text'")
        self.assertEqual(content["status"], "error")
        self.assertIn("TS2322", "\n".join(content["traceback"]))

    def test_queued_cells_are_aborted(self):
        failing = self.kc.execute("throw new Error('stop')")
        queued = self.kc.execute("'never'")
        self.assertEqual(self.reply(failing)["content"]["status"], "error")
        self.assertEqual(self.reply(queued)["content"], {"status": "aborted"})
        self.assertEqual(self.messages(queued), [])
        content, _ = self.run_cell("'again'")
        self.assertEqual(content["status"], "ok")

    def test_queued_cells_go_on(self):
        failing = self.kc.execute("throw new Error('go on')", stop_on_error=False)
        queued = self.kc.execute("'run'")
        self.assertEqual(self.reply(failing)["content"]["status"], "error")
        self.assertEqual(self.reply(queued)["content"]["status"], "ok")

    def test_display_id_and_update(self):
        show = (
            "import { newDisplay } from 'tslab';"
            "const bar = newDisplay();"
            "bar.text('0 %'); bar.text('100 %');"
        )
        content, published = self.run_cell(show)
        self.assertEqual(content["status"], "ok")
        kinds = [m["msg_type"] for m in published[1:]]
        self.assertEqual(kinds, ["display_data", "update_display_data"])
        ids = {m["content"]["transient"]["display_id"] for m in published[1:]}
        self.assertEqual(len(ids), 1)

    def test_late_output_belongs_to_its_cell(self):
        first = self.kc.execute("setTimeout(() => console.log('late'), 300); 0")
        self.reply(first)
        self.kc.execute("await new Promise((done) => setTimeout(done, 500))", reply=True)
        while True:
            message = self.kc.get_iopub_msg(timeout=5)
            if message["msg_type"] == "stream":
                break
        self.assertEqual(message["parent_header"]["msg_id"], first)

    def test_ten_thousand_lines(self):
        code = "for (let i = 0; i < 10_000; i++) console.log(i)"
        content, published = self.run_cell(code)
        self.assertEqual(content["status"], "ok")
        text = "".join(m["content"]["text"] for m in published if m["msg_type"] == "stream")
        self.assertEqual(text, "".join(f"{i}\n" for i in range(10_000)))

    def interrupted(self, code, interrupt):
        msg_id = self.kc.execute(code)
        time.sleep(0.7)
        interrupt()
        reply = self.reply(msg_id)["content"]
        self.assertEqual(reply["status"], "error")
        self.assertEqual(reply["ename"], "Interrupted")
        self.messages(msg_id)
        content, _ = self.run_cell("'still here'")
        self.assertEqual(content["status"], "ok")

    def test_interrupt_request(self):
        def ask():
            reply = self.control("interrupt_request", {})
            self.assertEqual(reply["msg_type"], "interrupt_reply")
            self.assertEqual(reply["content"]["status"], "ok")

        self.interrupted("await new Promise((done) => setTimeout(done, 60_000))", ask)

    def test_interrupt_signal(self):
        self.interrupted("while (true) {}", self.km.interrupt_kernel)
        self.interrupted("await 0; while (true) {}", self.km.interrupt_kernel)

    def test_exit_is_refused(self):
        content, _ = self.run_cell("process.exit(1)")
        self.assertEqual(content["ename"], "ExitRefused")
        content, _ = self.run_cell("'still here'")
        self.assertEqual(content["status"], "ok")

    def test_heartbeat_while_busy(self):
        msg_id = self.kc.execute("const end = Date.now() + 4000; while (Date.now() < end) {}")
        self.kc.hb_channel.unpause()
        time.sleep(2.5)
        self.assertTrue(self.kc.hb_channel.is_beating())
        self.reply(msg_id)
        self.messages(msg_id)


class ShutdownTests(unittest.TestCase):
    def test_shutdown_and_restart(self):
        start = jupyter_kernel_test.start_new_kernel
        manager, client = start(kernel_name="tslab")
        client.execute("const before = 1", reply=True, timeout=15)
        manager.restart_kernel()
        client.wait_for_ready(timeout=15)
        reply = client.execute("before", reply=True, timeout=15)
        self.assertEqual(reply["content"]["status"], "error")
        begin = time.time()
        client.shutdown()
        while manager.is_alive() and time.time() < begin + 5:
            time.sleep(0.05)
        self.assertFalse(manager.is_alive())
        client.stop_channels()
        manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
