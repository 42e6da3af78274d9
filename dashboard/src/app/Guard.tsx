import { Component, type ReactNode } from 'react';

/** If the page itself fails, it says so instead of going blank. */
export class Guard extends Component<{ children: ReactNode }, { thrown: unknown }> {
  override state: { thrown: unknown } = { thrown: null };

  static getDerivedStateFromError(thrown: unknown) { return { thrown }; }

  override render() {
    if (this.state.thrown === null) return this.props.children;
    return (
      <div className="notice notice-failed" role="alert">
        <div><strong>This page has made an error</strong><p>Jobs do not depend on it. Reload the page; if it happens again, this is what it was: <code>{String(this.state.thrown)}</code></p></div>
      </div>
    );
  }
}
