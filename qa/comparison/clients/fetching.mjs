// Calls through anything that is made like `fetch`.

/**
 * @param {(url: string, init: any) => Promise<any>} fetching
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {import("./common.mjs").Options} options
 * @returns {import("./common.mjs").Call}
 */
export function caller(fetching, url, headers, options) {
  return async (kind, mark, signal) => {
    const body = JSON.stringify({ name: mark, description: options.body });
    const create = { method: "POST", body, headers: { ...headers, "content-type": "application/json" } };
    const target = kind === "get" ? `${url}/v4/agents/${mark}` : `${url}/v4/agents`;
    const response = await fetching(target, { ...(kind === "get" ? { headers } : create), signal });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  };
}
