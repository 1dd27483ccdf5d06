// Small edits of a policy's text that leave everything else as it was written.
//
//   DocumentEdit edit(text, document);
//   edit.Replace(value.span, "system:serviceaccount:ns:app");
//   edit.AppendStatement(R"({"Effect":"Allow",…})");
//   edit.Result()
#ifndef ROLECALL_ACCESS_EXPLAIN_DOCUMENT_EDIT_H_
#define ROLECALL_ACCESS_EXPLAIN_DOCUMENT_EDIT_H_

#include <string>
#include <vector>

#include "policy/document/document.h"

namespace rolecall::access {

class DocumentEdit {
 public:
  explicit DocumentEdit(std::string text) : text_(std::move(text)) {}

  // `span` is that of a string, with or without its quotes.
  void Replace(policy::Span span, const std::string& value);
  // One more value beside those of a list, or a single value that becomes a list.
  void AppendValue(const std::vector<policy::Text>& values, const std::string& value);
  void AppendStatement(const std::string& json);

  bool empty() const { return edits_.empty(); }
  // With all edits done. Edits must not overlap.
  std::string Result() const;

 private:
  struct Edit {
    std::size_t begin, end;
    std::string text;
  };
  policy::Span WithQuotes(policy::Span span) const;

  std::string text_;
  std::vector<Edit> edits_;
};

std::string QuotedJson(const std::string& text);

}  // namespace rolecall::access

#endif  // ROLECALL_ACCESS_EXPLAIN_DOCUMENT_EDIT_H_
