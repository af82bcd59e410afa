/** What a process of ours needs of this machine: whoever is started with less loses the temporary folder of the run. */
export function machineEnv(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "NODE_COMPILE_CACHE"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
