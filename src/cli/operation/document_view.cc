#include "cli/operation/document_view.h"

namespace rolecall::cli {

void DocumentView::Declare(Flags& flags, const std::string& help_of_json) {
  flags.Switch("json", &options_.json, help_of_json);
  flags.Text("json-into", "FILE", &options_.json_into, "Write this JSON to a file, beside the text");
}

void DocumentView::Check(const FileSystem& files, diag::Diagnostics& problems) const {
  options_.CheckView(files, problems);
}

bool DocumentView::Open(Operation& operation) const { return Write(operation, ""); }

bool DocumentView::Show(Operation& operation, const std::function<std::string()>& text,
                        const std::function<std::string()>& json) const {
  operation.Print(options_.json ? json() : text());
  return options_.json_into.empty() || Write(operation, json());
}

bool DocumentView::Write(Operation& operation, const std::string& document) const {
  if (options_.json_into.empty()) return true;
  const Result<void> written = operation.context().files.Write(options_.json_into, document, FileMode::kPrivate);
  return written.ok() || operation.Fail("Cannot write the file of -json-into", written.error());
}

}  // namespace rolecall::cli
