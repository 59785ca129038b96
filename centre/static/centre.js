// Three small comforts. Every page works without them.
"use strict";

// A button that prints; without this script the browser's own menu does it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A page that renews itself says so, and can be told to stop. It waits while somebody types or holds a menu open.
const renewing = document.querySelector("[data-refresh]");
if (renewing) {
  const toggle = renewing.querySelector("[data-toggle]");
  let on = sessionStorage.getItem("linli-renew") !== "off" || !toggle;
  renewing.hidden = false;
  const show = () => {
    for (const part of renewing.querySelectorAll("[data-on]")) part.hidden = !on;
    for (const part of renewing.querySelectorAll("[data-off]")) part.hidden = on;
  };
  if (toggle) {
    toggle.addEventListener("click", () => {
      on = !on;
      sessionStorage.setItem("linli-renew", on ? "on" : "off");
      show();
    });
  }
  show();
  const busy = () => document.activeElement && /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
  setInterval(() => {
    if (on && !busy() && document.visibilityState === "visible") location.reload();
  }, Number(renewing.dataset.refresh) * 1000);
}

// Ticking all rows without asking the server again.
for (const link of document.querySelectorAll("[data-tick]")) {
  const boxes = link.closest("form").querySelectorAll("tbody input[type=checkbox]");
  const words = [link.textContent, link.dataset.tick];
  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const all = [...boxes].every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    link.textContent = all ? words[0] : words[1];
  });
  link.addEventListener("keydown", (event) => {
    if (event.key === " ") link.click();
  });
}
