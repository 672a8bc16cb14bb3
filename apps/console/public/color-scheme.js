// Runs before anything is painted, so that a dark page never flashes white. A file of its own: inline scripts are not allowed here.
(function () {
  var saved = null;
  try {
    saved = localStorage.getItem('firstline.color-scheme');
  } catch {
    // Storage is switched off: follow the system.
  }
  var dark = saved === 'dark' || (saved !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
