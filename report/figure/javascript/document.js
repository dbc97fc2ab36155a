// As much of a browser's document as plotly.js needs to draw a still picture, and no more: no
// files, no network, no clock, no events, no layout but the boxes of texts (boxes.js).
(function (scope) {
    'use strict';

    const XHTML = 'http://www.w3.org/1999/xhtml';
    const nothing = () => undefined;
    const dashed = (name) => name.replace(/[A-Z]/g, (letter) => '-' + letter.toLowerCase());

    // Properties in the order in which they were first set. What is not here, like fontFamily, is
    // asked of the prototype, which looks for font-family.
    class Style {
        constructor() {
            Object.defineProperty(this, 'values', { value: new Map() });
        }
        setProperty(name, value) {
            if (value === null || value === undefined || value === '') this.values.delete(name);
            else this.values.set(name, String(value));
        }
        getPropertyValue(name) { return this.values.get(name) || ''; }
        removeProperty(name) { this.values.delete(name); }
        get cssText() {
            return Array.from(this.values, ([name, value]) => `${name}: ${value}`).join('; ');
        }
        set cssText(text) {
            this.values.clear();
            for (const part of String(text).match(/(?:[^;"']|"[^"]*"|'[^']*')+/g) || []) {
                const [name, ...value] = part.split(':');
                this.setProperty(name.trim(), value.join(':').trim());
            }
        }
    }
    Object.setPrototypeOf(Style.prototype, new Proxy({}, {
        get: (_, name, style) => (
            typeof name === 'string' ? style.getPropertyValue(dashed(name)) : undefined
        ),
        set: (_, name, value, style) => {
            style.setProperty(dashed(name), value);
            return true;
        }
    }));

    class Node {
        constructor(type, name) {
            this.nodeType = type;
            this.nodeName = name;
            this.parentNode = null;
            this.childNodes = [];
        }
        get ownerDocument() { return scope.document; }
        get parentElement() { return this.parentNode; }
        get firstChild() { return this.childNodes[0] || null; }
        get lastChild() { return this.childNodes[this.childNodes.length - 1] || null; }
        get nextSibling() { return this.sibling(1); }
        get previousSibling() { return this.sibling(-1); }
        get children() { return this.childNodes.filter((child) => child.nodeType === 1); }
        sibling(step) {
            const all = this.parentNode ? this.parentNode.childNodes : [];
            return all[all.indexOf(this) + step] || null;
        }
        appendChild(child) { return this.insertBefore(child, null); }
        insertBefore(child, before) {
            if (child.nodeType === 11) {
                child.childNodes.slice().forEach((part) => this.insertBefore(part, before));
                return child;
            }
            if (child.parentNode) child.parentNode.removeChild(child);
            const place = before ? this.childNodes.indexOf(before) : this.childNodes.length;
            this.childNodes.splice(place, 0, child);
            child.parentNode = this;
            return child;
        }
        removeChild(child) {
            this.childNodes.splice(this.childNodes.indexOf(child), 1);
            child.parentNode = null;
            return child;
        }
        replaceChild(child, old) {
            this.insertBefore(child, old);
            return this.removeChild(old);
        }
        remove() { if (this.parentNode) this.parentNode.removeChild(this); }
        hasChildNodes() { return this.childNodes.length > 0; }
        contains(node) {
            let up = node;
            while (up && up !== this) up = up.parentNode;
            return up === this;
        }
        get textContent() { return this.childNodes.map((child) => child.textContent).join(''); }
        set textContent(text) {
            this.childNodes.forEach((child) => { child.parentNode = null; });
            this.childNodes = [];
            if (text !== null && text !== undefined && text !== '') {
                this.appendChild(new Text(text));
            }
        }
        querySelectorAll(selector) { return selectors.find(this, selector, true); }
        querySelector(selector) { return selectors.find(this, selector, false)[0] || null; }
        getElementsByTagName(name) { return this.querySelectorAll(name); }
        getElementsByClassName(name) { return this.querySelectorAll('.' + name); }
    }

    class Text extends Node {
        constructor(text) {
            super(3, '#text');
            this.nodeValue = String(text);
        }
        get textContent() { return this.nodeValue; }
        set textContent(text) { this.nodeValue = String(text); }
        cloneNode() { return new Text(this.nodeValue); }
    }

    class ClassList {
        constructor(element) { this.element = element; }
        get all() { return this.element.className.split(' ').filter(Boolean); }
        set all(names) { this.element.className = names.join(' '); }
        contains(name) { return this.all.includes(name); }
        add(...names) { this.all = [...new Set([...this.all, ...names])]; }
        remove(...names) { this.all = this.all.filter((name) => !names.includes(name)); }
    }

    class Element extends Node {
        constructor(space, name) {
            super(1, space === XHTML ? name.toUpperCase() : name);
            this.namespaceURI = space;
            this.tagName = this.nodeName;
            this.attributes = new Map();
            this.style = new Style();
            this.classList = new ClassList(this);
            this.clientWidth = this.clientHeight = this.offsetWidth = this.offsetHeight = 0;
        }
        setAttribute(name, value) {
            if (name === 'style') this.style.cssText = value;
            else this.attributes.set(name, String(value));
        }
        getAttribute(name) {
            if (name === 'style') return this.style.cssText || null;
            return this.attributes.has(name) ? this.attributes.get(name) : null;
        }
        hasAttribute(name) { return this.getAttribute(name) !== null; }
        removeAttribute(name) {
            if (name === 'style') this.style.cssText = '';
            else this.attributes.delete(name);
        }
        setAttributeNS(space, name, value) { this.setAttribute(name, value); }
        getAttributeNS(space, name) { return this.getAttribute(name); }
        hasAttributeNS(space, name) { return this.hasAttribute(name); }
        removeAttributeNS(space, name) { this.removeAttribute(name); }
        get id() { return this.getAttribute('id') || ''; }
        set id(value) { this.setAttribute('id', value); }
        get className() { return this.getAttribute('class') || ''; }
        set className(value) { this.setAttribute('class', value); }
        matches(selector) { return selectors.matches(this, selector); }
        // No text becomes elements here; plotly.js builds its own.
        get innerHTML() { return this.textContent; }
        set innerHTML(text) { this.textContent = text; }
        // Without a canvas, what needs one fails, and is then drawn elsewhere.
        getContext() { return null; }
        addEventListener() {}
        removeEventListener() {}
        dispatchEvent() {}
        cloneNode(deep) {
            const copy = new Element(this.namespaceURI, this.tagName);
            this.attributes.forEach((value, name) => copy.attributes.set(name, value));
            this.style.values.forEach((value, name) => copy.style.values.set(name, value));
            if (deep) this.childNodes.forEach((child) => copy.appendChild(child.cloneNode(true)));
            return copy;
        }
    }

    class Document extends Node {
        constructor() {
            super(9, '#document');
            this.defaultView = scope;
            this.documentElement = this.appendChild(this.createElement('html'));
            this.head = this.documentElement.appendChild(this.createElement('head'));
            this.body = this.documentElement.appendChild(this.createElement('body'));
        }
        createElement(name) { return new Element(XHTML, name); }
        createElementNS(space, name) { return new Element(space, name); }
        createTextNode(text) { return new Text(text); }
        createDocumentFragment() { return new Node(11, '#document-fragment'); }
        getElementById(id) { return this.querySelector('#' + id); }
        addEventListener() {}
        removeEventListener() {}
    }

    const Unused = class {};
    Object.assign(scope, {
        window: scope, self: scope, document: new Document(),
        Node, Text, Element, HTMLElement: Element, SVGElement: Element, CSSStyleDeclaration: Style,
        console: { log: nothing, warn: nothing, error: nothing, info: nothing, trace: nothing },
        navigator: { userAgent: '' }, location: { href: '', protocol: '', search: '' },
        devicePixelRatio: 1, innerWidth: 0, innerHeight: 0,
        addEventListener: nothing, removeEventListener: nothing,
        // A still picture waits for nothing.
        setTimeout: nothing, clearTimeout: nothing, setInterval: nothing, clearInterval: nothing,
        requestAnimationFrame: nothing, cancelAnimationFrame: nothing,
        getComputedStyle: (element) => element.style,
        // Named when plotly.js is read, and not used by the charts that can be drawn here.
        URL: {}, TextDecoder: Unused, TextEncoder: Unused, DOMParser: Unused
    });
})(globalThis);
