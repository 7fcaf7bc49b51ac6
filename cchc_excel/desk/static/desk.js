// Dropping files, live progress, keyboard. Every page works without it. Names from outside become text nodes only.
"use strict";

const body = document.body;
const byId = (id) => document.getElementById(id);

// --- what changed, and how far the job is ---------------------------------------------------------------------------
const MOST_FAILURES = 3;
let failures = 0;
let hadJob = byId("viec-dang-chay") && !byId("viec-dang-chay").hidden;
const pageTitle = document.title;

function showJob(job) {
  const box = byId("viec-dang-chay");
  box.hidden = !job;
  document.title = job && job.total ? `${job.done}/${job.total} – ${pageTitle}` : pageTitle;
  if (!job) return;
  box.querySelector(".job-title").textContent = job.title;
  box.querySelector(".job-step").textContent = job.step;
  box.querySelector(".job-count").textContent = job.total ? `${job.done}/${job.total}` : "";
  box.querySelector(".job-left").textContent = job.left;
  const bar = box.querySelector("progress");
  if (job.total) { bar.max = job.total; bar.value = job.done; } else { bar.removeAttribute("value"); }
}

function hasTyped() {
  return [...document.querySelectorAll("main input, main select, main textarea")].some((field) =>
    field.type !== "hidden" && field.type !== "search" && field.type !== "file" && field.value !== field.defaultValue
    && field.tagName === "INPUT");
}

async function look() {
  try {
    const answer = await fetch("/thay-doi", { headers: { Accept: "application/json" } });
    if (answer.status === 401) throw new Error("closed");
    const told = await answer.json();
    failures = 0;
    showJob(told.job);
    if (hadJob && !told.job && uploading === 0 && !hasTyped()) { location.reload(); return; }
    hadJob = Boolean(told.job);
    if (!told.job && uploading === 0 && told.version !== body.dataset.version) {
      const notice = byId("co-thay-doi");
      if (notice.hidden) {
        notice.querySelector("span").textContent = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
        notice.querySelector("a").href = location.href;
        notice.hidden = false;
      }
    }
  } catch {
    failures += 1;
    if (failures === MOST_FAILURES) showJob(null);
    if (failures === MOST_FAILURES) say("Chương trình đã đóng. Mở lại bằng biểu tượng Bàn làm việc trong thư mục làm việc.");
  }
  setTimeout(look, hadJob ? 500 : 2000);
}

function say(text) { byId("thong-bao").textContent = text; }

// --- uploads: one file a request, two at a time ------------------------------------------------------------------------
const MOST_AT_ONCE = 2;
const queue = [];
let uploading = 0;

function line(name) {
  const list = byId("dang-gui");
  if (!list) return { tell() {}, progress() {} };
  const item = document.createElement("li");
  const label = document.createElement("span");
  label.append(name);
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  const state = document.createElement("span");
  state.append("Đang chờ");
  item.append(label, bar, state);
  list.append(item);
  return { tell(text) { state.textContent = text; }, progress(part) { bar.value = part; } };
}

function add(file, name) { queue.push({ file, name, line: line(name) }); }

function next() {
  while (uploading < MOST_AT_ONCE && queue.length) send(queue.shift());
}

function send(one) {
  uploading += 1;
  const form = new FormData();
  form.append("token", body.dataset.token);
  form.append("script", "1");
  form.append("ten", one.name);
  form.append("tep", one.file, "tep");
  const request = new XMLHttpRequest();
  request.open("POST", body.dataset.upload);
  request.upload.onprogress = (event) => { if (event.lengthComputable) one.line.progress(event.loaded / event.total); };
  request.onloadend = () => {
    uploading -= 1;
    one.line.progress(1);
    if (request.status === 200) {
      one.line.tell(JSON.parse(request.responseText).taken ? "Đã gửi, đang đọc" : "Bỏ qua (tệp tạm)");
      hadJob = true;
    } else {
      one.line.tell(request.status === 413 ? "Tệp quá lớn, chưa nhận" : "Chưa nhận được, đề nghị thả lại");
    }
    next();
    if (!uploading && !queue.length && !byId("dang-gui")) location.href = document.querySelector('nav a[data-key="t"]').href;
  };
  one.line.tell("Đang gửi");
  request.send(form);
}

async function walk(entry, path) {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    add(file, path + file.name);
  } else if (entry.isDirectory) {
    const reader = entry.createReader();
    for (;;) {
      const batch = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!batch.length) break;
      for (const inner of batch) await walk(inner, `${path}${entry.name}/`);
    }
  }
}

if (body.dataset.upload) {
  const veil = byId("tha-tep");
  let depth = 0;
  const carriesFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  addEventListener("dragenter", (event) => { if (carriesFiles(event)) { depth += 1; veil.hidden = false; } });
  addEventListener("dragleave", (event) => { if (carriesFiles(event) && --depth <= 0) { depth = 0; veil.hidden = true; } });
  addEventListener("dragover", (event) => { if (carriesFiles(event)) event.preventDefault(); });
  addEventListener("drop", async (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    veil.hidden = true;
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    const files = [...event.dataTransfer.files];
    if (entries.some(Boolean)) { for (const entry of entries) if (entry) await walk(entry, ""); }
    else files.forEach((file) => add(file, file.name));
    next();
  });
  const chosen = byId("chon-tep");
  if (chosen) {
    chosen.multiple = true;
    chosen.closest("form").addEventListener("submit", (event) => {
      event.preventDefault();
      [...chosen.files].forEach((file) => add(file, file.name));
      chosen.value = "";
      next();
    });
    const folder = byId("chon-thu-muc");
    folder.closest("p").hidden = false;
    folder.addEventListener("change", () => {
      [...folder.files].forEach((file) => add(file, file.webkitRelativePath || file.name));
      folder.value = "";
      next();
    });
  }
  setTimeout(look, 500);
}

// --- keyboard ------------------------------------------------------------------------------------------------------------
let afterG = false;
addEventListener("keydown", (event) => {
  const field = event.target.closest("input, select, textarea");
  if (event.key === "Escape" && field) { field.blur(); return; }
  if (field || event.ctrlKey || event.altKey || event.metaKey) return;
  if (afterG) {
    afterG = false;
    const link = document.querySelector(`nav a[data-key="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); location.href = link.href; }
    return;
  }
  if (event.key === "g") { afterG = true; setTimeout(() => { afterG = false; }, 1500); }
  else if (event.key === "u" && byId("cap-nhat")) byId("cap-nhat").click();
  else if (event.key === "/" && byId("tim")) { event.preventDefault(); byId("tim").focus(); }
  else if (event.key === "?" && byId("phim-tat")) byId("phim-tat").showModal();
  else if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
});

function move(by) {
  const rows = [...document.querySelectorAll("article.card, table.agencies tbody tr")];
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[Math.min(rows.length - 1, Math.max(0, here + by))];
  (row.matches("article") ? row : row.querySelector("a")).focus();
}

const period = document.querySelector("header select[name=ky]");
if (period) period.addEventListener("change", () => period.form.submit());

const done = byId("can-xac-nhan") || byId("vua-xong");
if (done) done.focus();
