// morph makes an element's content what the HTML says and keeps every node that
// can stay: the focus, what is typed and where a list is scrolled to outlive it.
"use strict";

function morph(element, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  morphChildren(element, template.content);
}

function morphChildren(now, next) {
  const before = Array.from(now.childNodes);
  const after = Array.from(next.childNodes);
  after.forEach((node, i) => {
    if (i >= before.length) now.append(node);
    else morphNode(before[i], node);
  });
  before.slice(after.length).forEach((node) => node.remove());
}

function morphNode(now, next) {
  if (now.nodeType !== next.nodeType || now.nodeName !== next.nodeName || now.id !== next.id) {
    now.replaceWith(next);
  } else if (now.nodeType === Node.ELEMENT_NODE) {
    morphAttributes(now, next);
    morphChildren(now, next);
  } else if (now.nodeValue !== next.nodeValue) {
    now.nodeValue = next.nodeValue;
  }
}

function morphAttributes(now, next) {
  for (const { name } of Array.from(now.attributes)) {
    if (!next.hasAttribute(name)) now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
}
