// From a place in a policy's JSON to the place in the file that made it.
//
//   DocumentSource source(document, report.sources);
//   source.Locate(span, pointer) …      // the range in a .tf or .json file; the whole expression where it is not clear
//
// Exact in files that file() reads whole. In Terraform expressions the place is that of a literal string with the same
// text, if there is exactly one; and only such a string is edited.
#ifndef ROLECALL_ACCESS_LINT_PLACE_H_
#define ROLECALL_ACCESS_LINT_PLACE_H_

#include <optional>
#include <string>
#include <vector>

#include "access/lint/lint.h"
#include "access/model/identity_model.h"

namespace rolecall::access {

class DocumentSource {
 public:
  // Both must outlive this.
  DocumentSource(const PolicyDocument& document, const diag::SourceMap& sources);

  diag::Range Locate(policy::Span span, const std::string& pointer) const;
  // The same edits in the file; nothing if one of them cannot be made there.
  std::vector<FileEdit> Translate(const std::vector<policy::Edit>& edits) const;

 private:
  // Where the text stands, quoted, in the expression; nothing unless exactly once.
  std::optional<FileEdit> FindOnce(const std::string& needle) const;
  std::optional<FileEdit> FindLiteral(policy::Span span) const;

  const PolicyDocument& document_;
  const std::string* file_text_ = nullptr;  // of the file, if it is known
  bool whole_ = false;                      // the file is the document
  std::size_t begin_ = 0, end_ = 0;         // the expression or block in the file
};

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_LINT_PLACE_H_
