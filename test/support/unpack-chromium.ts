/*
 * Unpacks the browser from npm into the TMPDIR it is given, in a process of its own: importing it changes the environment of
 * whoever does. The runtime it is told makes it unpack the system libraries that a bare machine lacks.
 */
process.env["AWS_LAMBDA_JS_RUNTIME"] = "nodejs24.x";
const { default: chromium } = await import("@sparticuz/chromium");
await chromium.executablePath();
