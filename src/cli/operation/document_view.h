// DocumentView: how a command shows what is one document: as text, with -json as JSON in its place, with -json-into
// FILE as text and that JSON in a file.
//
//   view_.Declare(flags, "Print JSON");  …
//   if (view_.Open(operation)) view_.Show(operation, [&] { return Text(); }, [&] { return Json(); });
#ifndef ROLECALL_CLI_OPERATION_DOCUMENT_VIEW_H_
#define ROLECALL_CLI_OPERATION_DOCUMENT_VIEW_H_

#include <functional>
#include <string>

#include "cli/operation/operation.h"

namespace rolecall::cli {

class DocumentView {
 public:
  void Declare(Flags& flags, const std::string& help_of_json);
  bool json() const { return json_; }

  // Empties the file: what it held is no answer any more. It is private. False: reported.
  bool Open(Operation& operation) const;
  // Each is made only where it is shown; both end with a line break.
  bool Show(Operation& operation, const std::function<std::string()>& text,
            const std::function<std::string()>& json) const;

 private:
  bool Write(Operation& operation, const std::string& document) const;

  bool json_ = false;
  std::string json_into_;
};

}  // namespace rolecall::cli

#endif  // ROLECALL_CLI_OPERATION_DOCUMENT_VIEW_H_
