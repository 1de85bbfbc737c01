// What JavaScript lends the kernels.

/** The natural logarithm. */
export declare function log(x: f64): f64;
