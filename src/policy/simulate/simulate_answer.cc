#include "policy/simulate/simulate_answer.h"

#include "json/document.h"

namespace rolecall::policy {
namespace {

// Writes one JSON value; members in the order of the calls.
class Writer {
 public:
  void Open(char bracket) {
    Comma();
    out_ += bracket;
    fresh_ = true;
  }
  void Close(char bracket) {
    out_ += bracket;
    fresh_ = false;
  }
  void Name(std::string_view name) {
    Comma();
    json::AppendQuoted(out_, name, false);
    out_ += ": ";
    fresh_ = true;
  }
  void String(std::string_view text) {
    Comma();
    json::AppendQuoted(out_, text, false);
  }
  void Raw(std::string_view text) {
    Comma();
    out_ += text;
  }
  void Member(std::string_view name, std::string_view text) {
    Name(name);
    String(text);
  }
  void Flag(std::string_view name, bool value) {
    Name(name);
    Raw(value ? "true" : "false");
  }
  void Strings(std::string_view name, const std::vector<std::string>& texts) {
    Name(name);
    Open('[');
    for (const std::string& text : texts) String(text);
    Close(']');
  }
  std::string Take() { return std::move(out_); }

 private:
  void Comma() {
    if (!fresh_) out_ += ", ";
    fresh_ = false;
  }

  std::string out_;
  bool fresh_ = true;
};

Writer Begin(const std::string* name) {
  Writer writer;
  writer.Open('{');
  if (name != nullptr) writer.Member("name", *name);
  return writer;
}

std::string End(Writer& writer) {
  writer.Close('}');
  return writer.Take();
}

void WriteReason(const Reason& reason, Writer& writer) {
  writer.Open('{');
  writer.Member("policy", reason.policy);
  // The input's policies are named by their places; fetched ones have names of their own.
  bool named = reason.statement && NameOf(*reason.statement->compiled) != reason.policy;
  if (named) writer.Member("name", NameOf(*reason.statement->compiled));
  if (reason.statement) {
    writer.Name("statement");
    writer.Raw(std::to_string(reason.statement->statement));
  }
  if (!reason.sid.empty()) writer.Member("sid", reason.sid);
  if (reason.effect) writer.Member("effect", EffectName(*reason.effect));
  if (reason.statement) writer.Flag("applies", reason.applies);
  writer.Member("why", reason.why);
  writer.Close('}');
}

void WriteElement(std::string_view name, const ElementTrace& element, Writer& writer) {
  writer.Name(name);
  writer.Open('{');
  writer.Flag("matched", element.matched);
  if (!element.note.empty()) writer.Member("note", element.note);
  if (!element.uncertain.empty()) writer.Member("uncertain", element.uncertain);
  writer.Close('}');
}

void WriteCondition(const ConditionTrace& condition, Writer& writer) {
  writer.Open('{');
  writer.Member("operator", condition.operator_text);
  writer.Member("key", condition.key);
  writer.Strings("expected", condition.expected);
  if (condition.key_present) {
    writer.Strings("actual", condition.actual);
  } else {
    writer.Name("actual");
    writer.Raw("null");
  }
  writer.Flag("matched", condition.matched);
  if (!condition.note.empty()) writer.Member("note", condition.note);
  writer.Close('}');
}

void WriteStatement(const StatementTrace& trace, const Request& request, Writer& writer) {
  const Statement& statement = StatementOf(trace.place);
  writer.Open('{');
  writer.Member("policy", PolicyLabel(trace.place));
  writer.Name("statement");
  writer.Raw(std::to_string(trace.place.statement));
  if (!statement.sid.empty()) writer.Member("sid", statement.sid);
  writer.Member("effect", EffectName(statement.effect));
  writer.Flag("matched", trace.matched);
  if (!trace.matched) writer.Member("why", WhyNot(trace, request));
  if (trace.principal.present) WriteElement("principal", trace.principal, writer);
  WriteElement("action", trace.action, writer);
  if (trace.resource.present) WriteElement("resource", trace.resource, writer);
  writer.Name("conditions");
  writer.Open('[');
  for (const ConditionTrace& condition : trace.conditions) WriteCondition(condition, writer);
  writer.Close(']');
  writer.Close('}');
}

}  // namespace

std::string ErrorJson(const std::string* name, std::string_view error) {
  Writer writer = Begin(name);
  writer.Member("error", error);
  return End(writer);
}

std::string MalformedJson(const std::string* name, const Malformed& malformed) {
  Writer writer = Begin(name);
  writer.Member("error", "MalformedPolicyDocument");
  writer.Member("message", malformed.message);
  if (!malformed.detail.empty()) writer.Member("detail", malformed.detail);
  return End(writer);
}

std::string ValidJson(const std::string* name) {
  Writer writer = Begin(name);
  writer.Flag("valid", true);
  return End(writer);
}

std::string DecisionJson(const std::string* name, const Explanation& explanation, const Request& request,
                         bool statements, const Judgement* judged) {
  const Decision& decision = explanation.decision;
  Writer writer = Begin(name);
  writer.Member("decision", OutcomeName(decision.outcome));
  writer.Name("blockedBy");
  writer.Open('[');
  for (std::size_t i = 0; i < kLayerCount; ++i) {
    if (decision.BlockedBy(static_cast<Layer>(i))) writer.String(LayerName(static_cast<Layer>(i)));
  }
  writer.Close(']');
  writer.Name("reasons");
  writer.Open('[');
  for (const Reason& reason : explanation.reasons) WriteReason(reason, writer);
  writer.Close(']');
  if (judged != nullptr) {
    writer.Member("verdict", VerdictName(judged->verdict));
    if (!judged->conditions.empty()) writer.Strings("conditions", judged->conditions);
  }
  if (statements) {
    writer.Name("statements");
    writer.Open('[');
    for (const StatementTrace& trace : explanation.trace) WriteStatement(trace, request, writer);
    writer.Close(']');
  }
  return End(writer);
}

}  // namespace rolecall::policy
