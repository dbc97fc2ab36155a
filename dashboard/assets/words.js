/* The words of a chart before it is exported: a title in place of the finding, and a note. Both are part of the address. */
(function () {
    "use strict";
    const REPORT = "report";
    const LONGEST = { title: 200, note: 400 };
    const make = window.escalation.make;

    function field(name, label) {
        const input = make("textarea", { id: "words-" + name, rows: 2 });
        const error = make("p", { id: "words-" + name + "-error", className: "words-error" });
        input.setAttribute("aria-describedby", error.id);
        const parts = [make("label", { htmlFor: input.id, textContent: label }), input, error];
        return { input: input, error: error, box: make("div", {}, parts) };
    }

    const heading = make("h2", { id: "words-heading" });
    const about = make("p", { className: "hint" });
    const title = field("title", "Title");
    const note = field("note", "Note under the chart");
    const take = make("button", { type: "submit", className: "chip", textContent: "Use these words" });
    const back = make("button", { type: "button", className: "quiet" });
    const cancel = make("button", { type: "button", className: "quiet", textContent: "Cancel" });
    const buttons = make("div", { className: "chart-actions" }, [take, back, cancel]);
    const form = make("form", { method: "dialog" }, [heading, about, title.box, note.box, buttons]);
    const dialog = make("dialog", { className: "words" }, [form]);
    dialog.setAttribute("aria-labelledby", heading.id);
    document.body.append(dialog);

    let chart = "";
    let finding = "";

    function found(name) {
        if (name === REPORT) {
            return document.querySelector(".header h1").textContent;
        }
        const said = document.querySelector(name === "timeline" ? ".answer" : '[data-chart="' + name + '"] h2');
        return said ? said.textContent : "";
    }

    function open(name) {
        const parts = new URLSearchParams(window.location.search);
        const own = parts.get("title." + name);
        const isReport = name === REPORT;
        chart = name;
        /* Where the title is the reader's, the finding is not on the page. */
        finding = own && name !== "timeline" && !isReport ? "" : found(name);
        heading.textContent = isReport ? "Title of the report" : "Title and note of the " + name + " chart";
        about.textContent = isReport
            ? "It stands on the report in place of the study's title."
            : "They stand on the chart, in its files and in reports, and are kept in the link. The record beside a figure keeps the finding.";
        title.input.value = own || finding;
        note.input.value = parts.get("note." + name) || "";
        note.box.hidden = isReport;
        back.textContent = isReport ? "Back to the study's title" : "Back to the finding";
        back.hidden = !own && !note.input.value;
        [title, note].forEach((one) => (one.error.textContent = ""));
        dialog.showModal();
        title.input.select();
    }

    /* Too long is said, and nothing is cut. */
    function text(one, name) {
        const words = one.input.value.trim().replace(/\s+/g, " ");
        const free = name === "title" && words === finding;
        const over = !free && words.length > LONGEST[name];
        one.error.textContent = over
            ? "At most " + LONGEST[name] + " characters, so that the link stays short: these are " + words.length + "."
            : "";
        return over ? null : free ? "" : words;
    }

    function use(words) {
        const parts = new URLSearchParams(window.location.search);
        Object.keys(words).forEach(function (name) {
            if (words[name]) {
                parts.set(name + "." + chart, words[name]);
            } else {
                parts.delete(name + "." + chart);
            }
        });
        dialog.close();
        if (parts.toString() !== new URLSearchParams(window.location.search).toString()) {
            window.escalation.go(parts);
        }
    }

    form.addEventListener("submit", function (event) {
        event.preventDefault();
        const words = { title: text(title, "title"), note: text(note, "note") };
        if (words.title === null || words.note === null) {
            (words.title === null ? title : note).input.focus();
        } else {
            use(words);
        }
    });
    /* A title is one line: Enter takes it. */
    form.addEventListener("keydown", function (event) {
        if (event.key === "Enter" && event.target.tagName === "TEXTAREA") {
            event.preventDefault();
            form.requestSubmit();
        }
    });
    back.addEventListener("click", () => use({ title: "", note: "" }));
    cancel.addEventListener("click", () => dialog.close());
    document.addEventListener("click", function (event) {
        const button = event.target.closest("[data-edit]");
        if (button) {
            open(button.dataset.edit);
        }
    });
})();
