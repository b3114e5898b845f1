// data-confirm="sentence" on a form, button or link: asks before it goes on. Runs before htmx sees the event.

function ask(sentence, dangerous) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "ask";
    const words = document.createElement("p");
    words.id = "ask-sentence";
    words.textContent = sentence;
    dialog.setAttribute("aria-labelledby", words.id);
    const actions = document.createElement("form");
    actions.method = "dialog";
    actions.className = "actions";
    const yes = document.createElement("button");
    yes.value = "yes";
    yes.className = dangerous ? "button button--danger" : "button button--primary";
    yes.textContent = "بله، انجام شود";
    const no = document.createElement("button");
    no.value = "no";
    no.className = "button";
    no.textContent = "نه، برمی‌گردم";
    no.autofocus = true;
    actions.append(yes, no);
    dialog.append(words, actions);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}

export function askBeforehand() {
  const agreed = new WeakSet();

  async function hold(event, carrier, goOn) {
    if (agreed.delete(carrier)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await ask(carrier.dataset.confirm, carrier.matches(".button--danger, [data-danger]"))) {
      agreed.add(carrier);
      goOn();
    }
  }

  document.addEventListener(
    "submit",
    (event) => {
      const carrier = [event.submitter, event.target].find((each) => each?.dataset.confirm);
      if (carrier) hold(event, carrier, () => event.target.requestSubmit(event.submitter));
    },
    true,
  );
  document.addEventListener(
    "click",
    (event) => {
      const carrier = event.target.closest?.("a[data-confirm], button[type='button'][data-confirm]");
      if (carrier) hold(event, carrier, () => carrier.click());
    },
    true,
  );
}
