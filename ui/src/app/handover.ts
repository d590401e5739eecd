/** A file that one screen was given and another works on: the first start hands the workbook to the import. */
let held: File | null = null;

export const handover = {
  give(file: File) {
    held = file;
  },
  /** Takes it away: a second asker gets nothing. */
  take(): File | null {
    const file = held;
    held = null;
    return file;
  },
};
