/* Opens the walk's own pages without a signal, as they were last seen; everything else goes its way. Pages first come from the
   network, so that this shows nothing old while there is one. */
(function () {
  "use strict";

  const STORE = "diandan-visits";
  const PATIENCE = 4000;
  const walk = /^\/desk\/polls\/\d+\/visits$/;

  function ours(url) { return walk.test(url.pathname) || /^\/static\/(css|js)\//.test(url.pathname); }

  function fetched(request) {
    return fetch(request).then(function (answer) {
      if (answer.ok && !answer.redirected) {
        const copy = answer.clone();
        caches.open(STORE).then(function (store) { return store.put(request.url.split("#")[0], copy); });
      }
      return answer;
    });
  }

  function kept(request) { return caches.match(request.url.split("#")[0], { ignoreVary: true }); }

  function patient(request) {
    return new Promise(function (resolve, reject) {
      const waiting = setTimeout(function () { kept(request).then(function (answer) { if (answer) { resolve(answer); } }); }, PATIENCE);
      fetched(request).then(function (answer) { clearTimeout(waiting); resolve(answer); }, function (failed) {
        clearTimeout(waiting);
        kept(request).then(function (answer) { if (answer) { resolve(answer); } else { reject(failed); } });
      });
    });
  }

  self.addEventListener("install", function () { self.skipWaiting(); });
  self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });
  self.addEventListener("fetch", function (event) {
    const url = new URL(event.request.url);
    if (event.request.method === "GET" && url.origin === self.location.origin && ours(url)) { event.respondWith(patient(event.request)); }
  });
}());
