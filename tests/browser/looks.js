// What the tests ask of a page in view. Every answer is a list of sentences; an empty one is a page as it should be.
const everything = () => [...document.body.querySelectorAll("*")];
const unseen = ".vh, .unseen, svg";
const clipped = (one) => one && (getComputedStyle(one).clipPath === "inset(50%)" || clipped(one.parentElement));
const start = (one) => one.outerHTML.slice(0, 160);

globalThis.looks = {
  // The next page's body in the place of the last one's: a whole new document would be styled anew each time.
  next(html) {
    const next = new DOMParser().parseFromString(html, "text/html");
    document.documentElement.lang = next.documentElement.lang;
    document.title = next.title;
    document.body.replaceWith(document.adoptNode(next.body));
    for (const folded of document.querySelectorAll("main details")) folded.open = true;
    scrollTo(0, 0);
  },

  async axe(wish) {
    const found = await axe.run({
      resultTypes: ["violations"], preload: false, xpath: false, ancestry: false, ...wish,
    });
    return found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes[0].html}`);
  },

  // What makes a page scroll sideways.
  wide() {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const out = everything().filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
    return [`${scrollWidth} px wide`, ...out.slice(-2).map(start)];
  },

  // Words that do not fit the box that shows them.
  cut() {
    return everything().filter((one) => {
      if (one.closest(`${unseen}, iframe, select, textarea`) || !one.textContent.trim()) return false;
      const { overflowX, overflowY } = getComputedStyle(one);
      if (![overflowX, overflowY].some((value) => value === "hidden" || value === "clip")) return false;
      return one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
    }).map((one) => `cut: ${start(one)}`);
  },

  // Two lines of words that lie over one another.
  over() {
    const words = "main :is(p, h1, h2, h3, h4, dt, dd, label, legend, li, a, button, .badge)";
    const lines = [...document.querySelectorAll(words)]
      .filter((one) => one.childElementCount === 0 && one.checkVisibility() && !one.closest(`${unseen}, dialog`))
      .filter((one) => !clipped(one))
      .map((one) => [one, one.getBoundingClientRect()])
      .filter(([, box]) => box.width && box.height);
    const found = [];
    lines.forEach(([one, a], i) => {
      for (const [other, b] of lines.slice(i + 1, i + 40)) {
        if (one.contains(other) || other.contains(one)) continue;
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 2 && high > 6) found.push(`over: ${start(one)} | ${start(other)}`);
      }
    });
    return found;
  },

  enlarge() {
    document.documentElement.style.fontSize = "200%";
  },

  // Links in a sentence are asked too, though they need not be (WCAG 2.2, 2.5.8). A box is as large as its label.
  small() {
    return looks.stops().filter((one) => !one.closest(`${unseen}, dialog:not([open])`)).flatMap((one) => {
      const { width, height } = (one.closest("label") ?? one).getBoundingClientRect();
      return width < 23.9 || height < 23.9 ? [`${width} x ${height}: ${start(one)}`] : [];
    });
  },

  stops() {
    return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
      .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }));
  },

  // After one press of Tab the browser shows the focus wherever script puts it, and scrolls as it does for a key.
  focus() {
    const stops = looks.stops();
    return stops.length ? stops.flatMap(looks.focusOn) : ["nothing takes the focus"];
  },

  focusOn(stop) {
    stop.focus();
    if (document.activeElement !== stop) return [`takes no focus: ${start(stop)}`];
    const found = [];
    const { outlineStyle, outlineWidth } = getComputedStyle(stop);
    if (!stop.matches(":focus-visible") || outlineStyle === "none" || parseFloat(outlineWidth) < 2)
      found.push(`shows no focus: ${start(stop)}`);
    const box = [...stop.getClientRects()].find((one) => one.width > 1 && one.height > 1);
    if (!box) return [...found, `has no place: ${start(stop)}`];
    const seen = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.2], [0.5, 0.8]].some(([x, y]) => {
      const there = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return there && (stop.contains(there) || there.contains(stop) || there.closest("label")?.contains(stop));
    });
    return seen ? found : [...found, `is covered: ${start(stop)}`];
  },

  // On paper: what belongs to the screen, and words that are not dark on white.
  paper() {
    const light = (colour) => {
      const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
      return alpha ? (red + green + blue) / 3 : 255;
    };
    const shown = everything().filter((one) => one.checkVisibility() && !one.closest(unseen));
    const ofTheScreen = "nav.nav, .lang, .foot, .skip, .filters, .chips, .pages, .bulk, .bar, button, a.btn, dialog, iframe";
    const words = shown.filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
    const say = (what, found) => found.slice(0, 3).map((one) => `${what}: ${start(one)}`);
    return [
      ...say("of the screen", shown.filter((one) => one.matches(ofTheScreen))),
      ...say("faint", words.filter((one) => light(getComputedStyle(one).color) > 130)),
      ...say("on a dark ground", shown.filter(
        (one) => light(getComputedStyle(one).backgroundColor) < 200 && !one.matches(".key, .big b"))),
    ];
  },

  moving() {
    return [document.documentElement, ...everything()].filter((one) => {
      const { scrollBehavior, transitionDuration, animationDuration } = getComputedStyle(one);
      const times = `${transitionDuration},${animationDuration}`.split(",");
      return scrollBehavior === "smooth" || times.some((time) => parseFloat(time) > 0);
    }).map((one) => one.tagName);
  },

  // How the mark before the words of a badge is drawn.
  mark(badge) {
    const { backgroundColor, backgroundImage, rotate, borderRadius, height } = getComputedStyle(badge, "::before");
    return [backgroundColor, backgroundImage, rotate, borderRadius, height].join(" ");
  },
};
