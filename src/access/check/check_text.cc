// How the answers of checks are told: for people, as JSON, as SARIF.
#include <boost/json.hpp>

#include "access/check/check.h"
#include "base/encoding.h"

namespace rolecall::access {
namespace {

namespace bj = boost::json;

std::string Sentence(const Violation& violation) {
  std::string text = violation.who + " " + violation.text;
  if (!violation.example.empty()) text += ", for example " + violation.example;
  if (!violation.certain()) text += ", possibly: " + violation.reason;
  return text;
}

std::string_view Outcome(const CheckReport& report) {
  return report.violated() ? "violated" : report.undecided() ? "undecided" : "holds";
}

bj::object ViolationJson(const Violation& violation) {
  bj::object object = {
      {"rule", violation.rule}, {"who", violation.who}, {"message", violation.text}, {"certain", violation.certain()}};
  if (!violation.example.empty()) object["example"] = violation.example;
  if (!violation.certain()) object["reason"] = violation.reason;
  if (const std::string place = violation.origin.Text(); !place.empty()) object["place"] = place;
  return object;
}

// A path as a relative reference.
std::string Uri(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return PercentEncode(path, "/!$&'()*+,;=@");
}

bj::object ResultJson(const Violation& violation) {
  bj::object location = {
      {"logicalLocations", bj::array{bj::object{{"fullyQualifiedName", violation.who}, {"kind", "resource"}}}}};
  if (violation.origin.range.has_place()) {
    const diag::Range& range = violation.origin.range;
    location["physicalLocation"] =
        bj::object{{"artifactLocation", bj::object{{"uri", Uri(range.file_name())}}},
                   {"region", bj::object{{"startLine", range.start.line}, {"startColumn", range.start.column}}}};
  }
  return {{"ruleId", violation.rule},
          {"level", violation.certain() ? "error" : "warning"},
          {"message", bj::object{{"text", Sentence(violation) + "."}}},
          {"locations", bj::array{std::move(location)}},
          // Stays the same when lines move.
          {"partialFingerprints",
           bj::object{{"rolecall/v1", violation.rule + "\n" + violation.who + "\n" + violation.text}}}};
}

}  // namespace

std::string CheckText(const CheckReport& report) {
  std::string text;
  for (const Violation& violation : report.violations) {
    text += std::string(violation.certain() ? "! " : "? ") + Sentence(violation) + "\n";
    if (const std::string place = violation.origin.Text(); !place.empty()) text += "    " + place + "\n";
  }
  for (const std::string& unknown : report.unknown) text += "? not known: " + unknown + "\n";
  return text + report.check + ": " + std::string(Outcome(report)) + "\n";
}

std::string CheckJson(const CheckReport& report) {
  bj::array violations, unknown;
  for (const Violation& violation : report.violations) violations.push_back(ViolationJson(violation));
  for (const std::string& text : report.unknown) unknown.emplace_back(text);
  return bj::serialize(bj::object{{"check", report.check},
                                  {"outcome", Outcome(report)},
                                  {"violations", std::move(violations)},
                                  {"unknown", std::move(unknown)}}) +
         "\n";
}

std::string CheckSarif(const CheckReport& report) {
  bj::array results, rules, notifications;
  for (const Violation& violation : report.violations) results.push_back(ResultJson(violation));
  rules.push_back(bj::object{{"id", report.check}, {"helpUri", "urn:rolecall:check:" + report.check}});
  for (const std::string& text : report.unknown) {
    notifications.push_back(bj::object{{"level", "warning"}, {"message", bj::object{{"text", text}}}});
  }
  const bj::object invocation = {{"executionSuccessful", true},
                                 {"toolExecutionNotifications", std::move(notifications)}};
  const bj::object run = {
      {"tool", bj::object{{"driver", bj::object{{"name", "rolecall"}, {"rules", std::move(rules)}}}}},
      {"columnKind", "unicodeCodePoints"},
      {"invocations", bj::array{invocation}},
      {"results", std::move(results)}};
  return bj::serialize(bj::object{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                                  {"version", "2.1.0"},
                                  {"runs", bj::array{run}}}) +
         "\n";
}

}  // namespace rolecall::access
