// htmx: the token that proves the request is ours, and a sentence when no answer came.

export function sendCsrfToken() {
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("meta[name='csrf-token']")?.content;
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  });
}

function notice(sentence) {
  const region = document.getElementById("notice");
  const box = document.createElement("p");
  box.className = "alert alert--danger";
  box.textContent = sentence;
  region.replaceChildren(box);
  setTimeout(() => box.remove(), 12_000);
}

export function tellOfFailures() {
  document.addEventListener("htmx:sendError", () => {
    notice("ارتباط با سامانه برقرار نشد و این کار انجام نشد. اتصال اینترنت را بررسی کنید و دوباره تلاش کنید.");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const sentences = {
      403: "اجازهٔ این کار را ندارید، یا زمان این صفحه گذشته است. صفحه را تازه کنید.",
      404: "آنچه می‌خواهید دیگر در دسترس نیست. صفحه را تازه کنید.",
      429: "در زمان کوتاه بیش از اندازه تلاش شد. چند دقیقه صبر کنید.",
    };
    notice(sentences[event.detail.xhr.status] ?? "در سامانه خطایی پیش آمد و این کار انجام نشد. چند دقیقهٔ دیگر دوباره تلاش کنید.");
  });
}
