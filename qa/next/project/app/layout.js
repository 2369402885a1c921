/** What Next.js wants of every application. */
export default function Layout({ children }) {
  return children;
}
