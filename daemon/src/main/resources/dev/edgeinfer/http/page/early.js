// Runs before anything is drawn, so that a chosen theme does not flash. The one script that is no module.
(() => {
  try {
    const theme = localStorage.getItem('edge-infer.theme');
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // A browser that keeps nothing shows what the system prefers.
  }
})();
