// Holds the client's requests against Prism, which serves the documents of tests/frozen/spec and judges each
// request by them, and the client against Prism's answers.
//
// It needs node, npm and a registry, and the program that calls:
//
//     cargo build -p client-tests --bin each-operation
//     node tests/peers/prism.mjs
//
// With Prism 5.14.2, all eight requests were valid, with a small body and with the documents' whole example, and
// all answers were read; a request without its key and one without its body were refused.

import assert from "node:assert/strict";
import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const VERSION = "5.14.2";
const root = fileURLToPath(new URL("../..", import.meta.url));
const caller = join(root, "target/debug/each-operation");

// Outside the repository's own files, as nothing of it is a part of the project.
const folder = join(root, "target/peers/prism");
mkdirSync(folder, { recursive: true });
const flags = ["--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
execFileSync("npm", ["install", ...flags, `@stoplight/prism-cli@${VERSION}`], { stdio: "inherit" });

/** A port that nothing listens on. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** Serves a document, and returns the process and its URL. */
async function serve(document) {
  const prism = join(folder, "node_modules/@stoplight/prism-cli/dist/index.js");
  const port = await freePort();
  const server = spawn("node", [prism, "mock", "--errors", "--port", port, document]);
  let said = "";
  await new Promise((started, failed) => {
    server.on("exit", () => failed(new Error(`Prism did not start:\n${said}`)));
    for (const stream of [server.stdout, server.stderr]) {
      stream.on("data", (chunk) => {
        said += chunk;
        if (said.includes("is listening on")) started();
      });
    }
  });
  return { server, url: `http://127.0.0.1:${port}` };
}

for (const version of ["v3", "v3.1"]) {
  const { server, url } = await serve(join(root, `tests/frozen/spec/${version}.yaml`));
  try {
    const env = { ...process.env, COMPOSIO_BASE_URL: url, COMPOSIO_API_KEY: "key" };
    const { stdout } = await promisify(execFile)(caller, [version], { env });
    assert.equal(stdout, `${version} 201 Created\n`.repeat(4));

    // Prism can say no.
    const path = `${url}/api/${version}/connected_accounts/link`;
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ auth_config_id: "ac_1", user_id: "user-1" });
    const keyless = await fetch(path, { method: "POST", headers, body });
    assert.equal(keyless.status, 401);
    const bare = { method: "POST", headers: { ...headers, "x-api-key": "key" }, body: "{}" };
    assert.ok((await fetch(path, bare)).status >= 400);
    console.log(`${version}: all requests are valid and all answers are read`);
  } finally {
    server.removeAllListeners("exit");
    server.kill();
    await once(server, "exit");
  }
}
