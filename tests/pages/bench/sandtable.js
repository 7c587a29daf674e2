// Our side: the built site's own worker, through the client that the page uses.

import init, { Engine } from "./page.js";

/// The worker's URL, where the site says it.
const workerUrl = async () => {
  const site = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
  return new URL(site.querySelector("meta[name=sandtable-worker]").content, `${location.origin}/`).href;
};

export class Sandtable {
  name = "Sandtable";

  static async start() {
    await init();
    const engine = new Engine(await workerUrl());
    await engine.memory_bytes();
    return Object.assign(new Sandtable(), { engine });
  }

  /// From the file as the browser hands it over to a table that answers queries.
  async load(file) {
    const start = performance.now();
    await this.engine.load("orders", file);
    const elapsed_ms = performance.now() - start;
    await this.engine.set_model(await (await fetch("./model.yaml")).text());
    return { elapsed_ms };
  }

  async ask(question) {
    const asked = JSON.stringify(question.query);
    const start = performance.now();
    const answer = await this.engine.query(asked);
    const elapsed_ms = performance.now() - start;
    return { elapsed_ms, rows: JSON.parse(answer.rows()) };
  }

  async memory() {
    return { wasm_bytes: await this.engine.memory_bytes() };
  }

  stop() {
    this.engine.free();
  }
}
