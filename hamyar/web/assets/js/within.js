// All elements of a piece of page that match, the piece itself included: htmx may bring a single element.
export function within(root, selector) {
  const found = [...root.querySelectorAll(selector)];
  return root.matches?.(selector) ? [root, ...found] : found;
}
