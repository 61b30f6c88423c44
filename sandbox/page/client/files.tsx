import { type ReactElement, useMemo, useState } from "react";
import type { PageFile } from "../state.ts";
import { Display } from "./blocks/display.tsx";
import { size } from "./format.ts";
import { Icon } from "./icons.tsx";

export function Files({ files }: { files: readonly PageFile[] }): ReactElement[] {
  return files.map((file) => <FileCard key={file.id} file={file} />);
}

/** A shared text file: its beginning, more on demand, and the whole as a download. */
function FileCard({ file }: { file: PageFile }): ReactElement {
  const [open, setOpen] = useState(false);
  const isMarkdown = file.name.endsWith(".md");
  return (
    <div className="file">
      <div className="file-line">
        <Icon name="file" size={22} />
        <span>
          <strong>{file.title || file.name}</strong>
          <small>
            {file.name}, {size(file.bytes)}
          </small>
        </span>
        <button type="button" className="button small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? "Hide" : "Preview"}
        </button>
        <a
          className="button small"
          href={`/page/file/${encodeURIComponent(file.id)}`}
          download={file.name}
          aria-label={`Download ${file.name}`}
        >
          <Icon name="download" size={16} />
        </a>
      </div>
      {open && (
        <div className="file-preview">
          {isMarkdown ? <Markdown text={file.preview} /> : <pre>{file.preview}</pre>}
          {file.preview.length < file.bytes && file.preview.length >= 4_000 && (
            <p className="hint">The rest is in the download.</p>
          )}
        </div>
      )}
    </div>
  );
}

function Markdown({ text }: { text: string }): ReactElement {
  // The display library's own block type; ours knows texts as objects only.
  const blocks = useMemo(() => [{ type: "markdown", text } as never], [text]);
  return <Display blocks={blocks} />;
}
