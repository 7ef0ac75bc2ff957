// What every part of the editor does with its <writing-field>: send something for it, and say how that went.

/** A POST with the form's proof that it is ours. */
export function post(field, url, fields, options = {}) {
  const token = field.closest("form").querySelector("[name=csrf_token]").value;
  const body = new FormData();
  body.append("csrf_token", token);
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" }, ...options });
}

/** Says something to those who see the page and to those who hear it. */
export function say(field, text) {
  field.querySelector(".writing-said").textContent = text;
}
