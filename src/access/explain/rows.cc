// The statements of a decision as rows of a table.
#include "access/explain/chain.h"
#include "json/document.h"

namespace rolecall::access {
namespace {

std::string NameOfStatement(const policy::StatementPlace& place, const policy::Statement& statement) {
  std::string text = "statement " + std::to_string(place.statement + 1);
  if (!statement.sid.empty()) text += " (" + statement.sid + ")";
  return text + " of " + policy::NameOf(*place.compiled);
}

// In the file that has the whole document, the statement's line; else where the document is written.
Origin PlaceOf(const PolicyDocument& document, const policy::Statement& statement) {
  Origin origin = document.origin;
  if (document.file.empty()) return origin;
  const json::LineColumn place = json::Locate(document.text, statement.span.begin);
  origin.range.file = std::make_shared<const std::string>(document.file);
  origin.range.start = {place.line, place.column, statement.span.begin};
  origin.range.end = origin.range.start;
  return origin;
}

void AddNote(const char* element, const policy::ElementTrace& trace, std::vector<std::string>& notes) {
  if (!trace.present || trace.matched) return;
  notes.push_back(std::string(element) + (trace.note.empty() ? " does not match" : ": " + trace.note));
}

}  // namespace

std::vector<StatementRow> RowsOf(const policy::Explanation& explanation, policy::Layer layer,
                                 const policy::Request& request, const Sources& sources) {
  const policy::StatementTrace* nearest = nullptr;
  if (!explanation.decision.allowed()) nearest = policy::NearestMiss(explanation.trace, layer, request);
  std::vector<StatementRow> rows;
  for (const policy::StatementTrace& trace : explanation.trace) {
    if (trace.place.layer != layer) continue;
    const policy::Statement& statement = policy::StatementOf(trace.place);
    StatementRow row;
    row.name = NameOfStatement(trace.place, statement);
    row.allows = statement.effect == policy::Effect::kAllow;
    row.matched = trace.matched;
    row.nearest = &trace == nearest;
    for (const auto& [compiled, document] : sources) {
      if (compiled == trace.place.compiled) row.origin = PlaceOf(*document, statement);
    }
    AddNote("Principal", trace.principal, row.notes);
    AddNote("Action", trace.action, row.notes);
    AddNote("Resource", trace.resource, row.notes);
    for (const policy::ConditionTrace& condition : trace.conditions) {
      row.conditions.push_back({condition.key, condition.operator_text, condition.expected, condition.actual,
                                condition.matched, condition.note});
    }
    if (row.nearest) row.notes.push_back(policy::WhyNot(trace, request));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace rolecall::access
