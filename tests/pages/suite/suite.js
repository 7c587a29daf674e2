// Hands the suite to the test that opens this page: `runSuite([[name, text], …])` returns the report's text.
import start, { run_suite } from "./page.js";

await start();
window.runSuite = files => run_suite(JSON.stringify(files));
document.getElementById("state").textContent = "ready";
