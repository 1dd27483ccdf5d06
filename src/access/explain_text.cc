// How an explanation is told.
#include <boost/json.hpp>

#include "access/explain.h"

namespace rolecall::access {
namespace {

std::string Padded(std::string text) {
  constexpr std::size_t kWidth = 16;
  text.resize(std::max(kWidth, text.size() + 1), ' ');
  return text;
}

}  // namespace

std::string ToText(const ExplainQuestion& question, const ExplainAnswer& answer, bool color) {
  const auto paint = [&](const char* code, const std::string& text) {
    return color ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
  };
  std::string text = (answer.allowed ? paint("1;32", "ALLOWED") : paint("1;31", "DENIED")) + "  " +
                     question.account.first + "/" + question.account.second + "  " + question.action + "  on  " +
                     question.resource + "\n\n";
  if (!answer.allowed) text += "  " + paint("1", "Cause: ") + answer.cause + "\n";
  if (!answer.fix.empty()) text += "  " + paint("1", "Fix:   ") + answer.fix + "\n";
  if (!answer.allowed) text += "\n";
  for (const ChainLink& link : answer.links) {
    const std::string mark = !link.reached ? "  -   " : link.good ? paint("32", "  ok  ") : paint("31", "  FAIL");
    text += mark + "  " + Padded(link.name) + link.verdict + "\n";
    for (const std::string& line : link.details) text += "          " + line + "\n";
  }
  return text;
}

std::string ToJson(const ExplainQuestion& question, const ExplainAnswer& answer) {
  boost::json::array links;
  for (const ChainLink& link : answer.links) {
    boost::json::array details;
    for (const std::string& line : link.details) details.emplace_back(line);
    links.push_back(boost::json::object{{"link", link.name},
                                        {"verdict", !link.reached ? "not reached"
                                                    : link.good   ? "ok"
                                                                  : "fail"},
                                        {"text", link.verdict},
                                        {"details", std::move(details)}});
  }
  boost::json::object object{{"decision", answer.allowed ? "allowed" : "denied"},
                             {"service_account", question.account.first + "/" + question.account.second},
                             {"action", question.action},
                             {"resource", question.resource},
                             {"role", question.role_arn},
                             {"chain", std::move(links)}};
  if (!answer.allowed) object["cause"] = answer.cause;
  if (!answer.fix.empty()) object["fix"] = answer.fix;
  return boost::json::serialize(object);
}

}  // namespace rolecall::access
