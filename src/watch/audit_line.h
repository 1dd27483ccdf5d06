// A line of the audit log as `watch` shows it. Everything in it may have been written by a stranger: texts are made
// visible before they get to a terminal.
//
//   std::optional<AuditLine> line = ReadAuditLine(text);   // nothing: it is no record
//   out << Summary(*line, columns)
//
// Pure.
#ifndef ROLECALL_WATCH_AUDIT_LINE_H_
#define ROLECALL_WATCH_AUDIT_LINE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::watch {

struct AuditLine {
  std::string time;       // "2026-11-29T03:22:49Z"
  std::string service;    // "sqs"
  std::string operation;  // "SendMessage"
  std::string who;        // ARN, or "anonymous"
  std::string principal;  // whose policies count: the role's or user's ARN; "": nobody's
  std::string address, error_code, error_message;
  std::string failure;  // why the caller was not authenticated
  std::vector<std::string> resources, decisions;
  bool is_denial = false;
  std::string json;  // as it was read

  // What was refused, or asked for last: "sqs:SendMessage", and on what. "" if the record does not say.
  std::string action() const;
  std::string resource() const;
  // Whether a decision of policies was the reason (not a signature).
  bool has_decision() const { return is_denial && !decisions.empty() && !principal.empty(); }
};

std::optional<AuditLine> ReadAuditLine(std::string_view text);

// One line of at most `columns` characters (0: as long as it is): time, ALLOW or DENY, operation, who, on what.
std::string Summary(const AuditLine& line, int columns);
// What the record says, in lines.
std::string Details(const AuditLine& line);

// The text with everything that a terminal might obey, or that is not ASCII, as \xNN; lines stay lines if asked.
std::string Visible(std::string_view text, bool keeps_lines = false);

}  // namespace rolecall::watch

#endif  // ROLECALL_WATCH_AUDIT_LINE_H_
