#include "cli/operation/document_view.h"

namespace rolecall::cli {

void DocumentView::Declare(Flags& flags, const std::string& help_of_json) {
  flags.Switch("json", &json_, help_of_json);
  flags.Text("json-into", "FILE", &json_into_, "Write this JSON to a file, beside the text");
}

bool DocumentView::Open(Operation& operation) const { return Write(operation, ""); }

bool DocumentView::Show(Operation& operation, const std::function<std::string()>& text,
                        const std::function<std::string()>& json) const {
  operation.Print(json_ ? json() : text());
  return json_into_.empty() || Write(operation, json());
}

bool DocumentView::Write(Operation& operation, const std::string& document) const {
  if (json_into_.empty()) return true;
  const Result<void> written = operation.context().files.Write(json_into_, document, FileMode::kPrivate);
  return written.ok() || operation.Fail("Cannot write the file of -json-into", written.error());
}

}  // namespace rolecall::cli
