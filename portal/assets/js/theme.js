// Light or dark stands on <html>, which Turbo leaves as it is: a page in the other theme brings it along.

document.addEventListener("turbo:before-render", ({ detail: { newBody } }) => {
  const { bsTheme } = newBody.ownerDocument.documentElement.dataset;
  if (bsTheme) document.documentElement.dataset.bsTheme = bsTheme;
  else delete document.documentElement.dataset.bsTheme;
});
