// morph makes an element's content what the HTML says and keeps every node that
// can stay: the focus, what is typed and where a list is scrolled to outlive it.
"use strict";

function morph(element, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  morphChildren(element, template.content);
}

// morphChildren takes the children in their order. Those with an id are known by it: where others come
// or go before them, they stay what they were.
function morphChildren(now, next) {
  const after = Array.from(next.childNodes);
  const ids = new Set(after.map((node) => node.id).filter(Boolean));
  let at = now.firstChild;
  for (const node of after) {
    while (at && at.id && !ids.has(at.id)) at = without(at);
    const same = node.id ? named(at, node.id) : at && !at.id && at;
    if (!same) {
      now.insertBefore(node, at);
      continue;
    }
    while (at !== same) at = without(at);
    at = same.nextSibling;
    morphNode(same, node);
  }
  while (at) at = without(at);
}

// without removes a node and returns the one behind it.
function without(node) {
  const behind = node.nextSibling;
  node.remove();
  return behind;
}

// named finds the node of an id from a node on.
function named(at, id) {
  while (at && at.id !== id) at = at.nextSibling;
  return at;
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
