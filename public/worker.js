// Starts the engine in its worker. A module worker whose start fails says nothing to its page, so the failure is
// posted as the first message: { type: "start-failed", message }. When the start succeeds, the first message is
// the engine's own "ready"; what the page posts before it is lost.
try {
  const { default: start } = await import("./engine.js");
  await start();
} catch (error) {
  postMessage({ type: "start-failed", message: String(error) });
}
