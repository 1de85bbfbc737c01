/** Something that the person at the keyboard can mend; its message names the command that does. */
export class Trouble extends Error {
  constructor(message, { exitCode = 1 } = {}) {
    super(message);
    this.name = 'Trouble';
    this.exitCode = exitCode;
  }
}

/** What the output of npm, pip or uv tells about why it failed, most telling first. */
const causes = [
  {
    sign: /ENOSPC|No space left on device|Errno 28|os error 28|not enough space on the disk/i,
    says: 'there is no space left on the disk. Free at least 1.5 GB',
  },
  {
    sign: /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER|VERIFY)|invalid peer certificate/i,
    says: 'a certificate on the way to the package registry is not trusted. Name the file of your network’s certificates in NODE_EXTRA_CA_CERTS and PIP_CERT',
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|NewConnectionError|Temporary failure in name resolution|getaddrinfo|Network is unreachable|Connect(ion)?TimeoutError|ReadTimeoutError|Connection (refused|reset|timed out)|dns error|tcp connect error|error sending request/i,
    says: 'the package registry cannot be reached. Connect to the network (or set HTTPS_PROXY)',
  },
  {
    sign: /EACCES|EPERM|Permission denied|Errno 13|EROFS|Read-only file system/i,
    says: 'a file may not be written. Give yourself the folder with `sudo chown -R "$USER" .`',
  },
  {
    sign: /package-lock\.json.*(not|out of) (in )?sync|EUSAGE/i,
    says: 'package.json and package-lock.json disagree. Mend them with `git checkout package.json package-lock.json`',
  },
];

/** The sentence about a failed command, or null when its output says nothing known. */
export function causeOf(output) {
  return causes.find((cause) => cause.sign.test(output))?.says ?? null;
}

/** The line that a failed set-up ends with. */
export function explain(error) {
  if (error instanceof Trouble) return error.message;
  const cause = causeOf(`${error?.code ?? ''} ${error?.message ?? error}`);
  if (cause) return `Set-up stopped: ${cause}, then run \`npm start\` again.`;
  return `Set-up stopped, which it should not: ${error?.stack ?? error}`;
}
