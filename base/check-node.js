// Plain JavaScript, so that an old Node can still run it and say what it lacks.
const NEEDED = 24;
const major = Number(process.versions.node.split(".")[0]);

if (major < NEEDED) {
  process.stderr.write(
    `Pulse needs Node ${NEEDED} and this is ${process.versions.node}. ` +
      `Install it from nodejs.org, or run "npm ci" again on Linux without --omit=optional: it brings its own.\n`,
  );
  process.exit(1);
}
