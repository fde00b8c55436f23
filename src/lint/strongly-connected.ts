/**
 * Tarjan's strongly connected components ("Depth-first search and linear graph algorithms", 1972), without recursion, so
 * that a long chain of tables cannot exhaust the stack. Linear in nodes and edges; single nodes are components too.
 */
export function stronglyConnected(
  nodes: readonly string[],
  next: (node: string) => readonly string[],
): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const components: string[][] = [];

  for (const root of nodes) {
    if (order.has(root)) continue;
    const path: { readonly node: string; readonly ahead: string[] }[] = [enter(root)];
    while (path.length > 0) {
      const { node, ahead } = path.at(-1)!;
      const target = ahead.pop();
      if (target === undefined) {
        path.pop();
        const parent = path.at(-1)?.node;
        if (parent !== undefined) low.set(parent, Math.min(low.get(parent)!, low.get(node)!));
        if (low.get(node) === order.get(node)) components.push(close(node));
      } else if (!order.has(target)) {
        path.push(enter(target));
      } else if (isOpen.has(target)) {
        low.set(node, Math.min(low.get(node)!, order.get(target)!));
      }
    }
  }
  return components;

  function enter(node: string) {
    order.set(node, order.size);
    low.set(node, order.size - 1);
    open.push(node);
    isOpen.add(node);
    return { node, ahead: [...next(node)] };
  }

  function close(node: string): string[] {
    const component = open.splice(open.lastIndexOf(node));
    for (const member of component) isOpen.delete(member);
    return component;
  }
}
