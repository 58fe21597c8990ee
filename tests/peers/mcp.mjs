// Holds the example `mcp_server` against the Model Context Protocol's own client for TypeScript, which knows
// nothing of ours and checks each answer against the schemas of the protocol and of the tools.
//
// It needs node, npm and a registry, and the example:
//
//     cargo build -p composio-link-client --example mcp_server --features mock,tools
//     node tests/peers/mcp.mjs
//
// With client 1.32.2 all of it held: the list, calls by both names, arguments that do not fit, methods that are
// not there, a cancelled call and a missing key.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const VERSION = "1.32.2";
const target = fileURLToPath(new URL("../../target", import.meta.url));
const server = join(target, "debug/examples/mcp_server");

// Outside the repository's own files, as nothing of it is a part of the project.
const folder = join(target, "peers/mcp");
mkdirSync(folder, { recursive: true });
const flags = ["--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
execFileSync("npm", ["install", ...flags, `@modelcontextprotocol/sdk@${VERSION}`], { stdio: "inherit" });
const require = createRequire(join(folder, "package.json"));
const { Client } = require("@modelcontextprotocol/sdk/client/index.js");
const { StdioClientTransport } = require("@modelcontextprotocol/sdk/client/stdio.js");
const { EmptyResultSchema } = require("@modelcontextprotocol/sdk/types.js");

const start = async (args, env) => {
  const client = new Client({ name: "peer", version: "1" });
  await client.connect(new StdioClientTransport({ command: server, args, env }));
  return client;
};
const session = { session_id: "trs_1", toolkit: "github" };
const account = { auth_config_id: "ac_1", user_id: "user-1" };

// The list, in which a tool of another form would be an error of the client.
const client = await start(["--mock"], {});
assert.match(client.getInstructions(), /made up/);
const { tools } = await client.listTools();
assert.deepEqual(
  tools.map((tool) => tool.name),
  ["connected_accounts-link-create", "tool_router-session-link-create"],
);
for (const tool of tools) {
  assert.match(tool.title, /link session/);
  const hints = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true };
  assert.deepEqual(tool.annotations, hints);
}

// Calls, of which the client checks the results against the tools' schemas.
for (const [name, given] of [
  ["tool_router-session-link-create", session],
  ["tool_router.session.link.create", session],
  ["connected_accounts-link-create", account],
]) {
  const result = await client.callTool({ name, arguments: given });
  assert.ok(URL.canParse(result.structuredContent.redirect_url), name);
  assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent);
  assert.match(result.structuredContent.note, /made up/);
}

// What a model can mend is a result, and what it cannot is an error of the protocol.
const misspelt = { ...session, session_id: "..", callbackUrl: "x" };
const refused = await client.callTool({ name: tools[1].name, arguments: misspelt });
assert.equal(refused.isError, true);
assert.match(refused.content[0].text, /`\/callbackUrl`.*`callback_url`.*`\/session_id`/);
await assert.rejects(client.callTool({ name: "nothing", arguments: {} }), { code: -32602 });
for (const method of ["prompts/list", "resources/list", "resources/templates/list", "links/delete"]) {
  await assert.rejects(client.request({ method, params: {} }, EmptyResultSchema), { code: -32601 }, method);
}
await client.close();

// A call that is cancelled ends, which the API sees of its connection.
const api = createServer();
api.listen(0, "127.0.0.1");
await once(api, "listening");
const base = `http://127.0.0.1:${api.address().port}`;
const real = await start([], { COMPOSIO_API_KEY: "key-12345", COMPOSIO_BASE_URL: base });
const abort = new AbortController();
const call = real.callTool({ name: tools[1].name, arguments: session }, undefined, { signal: abort.signal });
const [request] = await once(api, "request");
abort.abort();
await assert.rejects(call);
// A call that goes on would hold it for 30 seconds.
await once(request.socket, "close", { signal: AbortSignal.timeout(15_000) });
await real.close();
api.close();

// Without a key it does not start.
const { status, stderr } = spawnSync(server, { env: {}, encoding: "utf8" });
assert.equal(status, 1);
assert.match(stderr, /COMPOSIO_API_KEY.*--mock/);

console.log(`all of it holds with @modelcontextprotocol/sdk ${VERSION}`);
