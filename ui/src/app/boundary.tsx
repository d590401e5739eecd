import { Component, type ReactNode } from "react";
import { Button } from "../parts/button";
import { Empty } from "../parts/empty";
import { TextContext } from "../text";

/** A screen that throws says so and can be opened again; the rest of the app goes on. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  static override contextType = TextContext;
  declare context: React.ContextType<typeof TextContext>;
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    const { app } = this.context;
    return (
      <Empty
        page
        icon="warning"
        title={app.brokenTitle}
        text={app.brokenText}
        action={<Button onPress={() => this.setState({ failed: false })}>{app.reload}</Button>}
      />
    );
  }
}
