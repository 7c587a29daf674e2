// Opens the page. The notice in #boot stands until the page has mounted, or says why it could not.
const notice = document.getElementById("boot");

const lines = (zh, en) => {
  const line = (lang, text) => Object.assign(document.createElement("p"), { lang, textContent: text });
  notice.replaceChildren(line("zh-CN", zh), line("en", en));
};

try {
  const { default: open } = await import("./app.js");
  await open();
  notice.remove();
} catch (error) {
  console.error(error);
  notice.setAttribute("role", "alert");
  lines(
    `沙盘没能打开：${error}。请刷新；若仍不行，请换用新版的 Chrome、Edge、Firefox 或 Safari。`,
    `The sandbox could not be opened: ${error}. Reload; if that does not help, use a current Chrome, Edge, Firefox or Safari.`,
  );
}
