#include "cli/web/console_pages.h"

#include <boost/json.hpp>

#include "watch/audit_line.h"
#include "web/event_json.h"

namespace rolecall::cli {
namespace {

// The page of ReadAudit as the browser reads it: {"last":N,"gap":…,"records":[…]}.
Result<std::string> ToEvents(const std::string& answer) {
  boost::json::error_code error;
  const boost::json::value body = boost::json::parse(answer, error);
  const boost::json::object* page = error ? nullptr : body.if_object();
  const boost::json::value* last = page != nullptr ? page->if_contains("last") : nullptr;
  const boost::json::value* gap = page != nullptr ? page->if_contains("gap") : nullptr;
  const boost::json::value* records = page != nullptr ? page->if_contains("records") : nullptr;
  if (last == nullptr || !last->is_int64() || records == nullptr || !records->is_array()) {
    return Error{ErrorCode::kInternal, "the plane's answer has no records"};
  }
  const auto end = static_cast<std::uint64_t>(last->get_int64());
  const boost::json::array& list = records->get_array();
  std::uint64_t number = end - std::min<std::uint64_t>(end, list.size());
  std::string events;
  for (const boost::json::value& record : list) {
    ++number;
    const std::optional<watch::AuditLine> line = watch::ReadAuditLine(boost::json::serialize(record));
    if (line) events += (events.empty() ? "" : ",") + web::EventJson(*line, number);
  }
  return web::EventPageJson(end, gap != nullptr && *gap == true, events);
}

}  // namespace

ConsolePages::ConsolePages(CommandContext& context, const AccessFlags& flags, const ClusterFlags& cluster,
                           server::ConsoleVisit visit)
    : AccessPages(context, flags, cluster,
                  [this, &context] {
                    return PlaneClient::Over(context, visit_.plane, visit_.endpoint, visit_.region, visit_.credentials);
                  }),
      visit_(std::move(visit)) {}

std::string ConsolePages::About() {
  return boost::json::serialize(
      boost::json::object{{"who", visit_.who}, {"until", FormatIso8601(visit_.until)}, {"review", false}});
}

Result<std::string> ConsolePages::Events(std::uint64_t after, std::chrono::milliseconds wait) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait).count();
  ROLECALL_TRY(const std::unique_ptr<PlaneClient> plane, Connect());
  ROLECALL_TRY(const http::Response answer,
               plane->Get("/_rolecall/audit", "after=" + std::to_string(after) + "&wait=" + std::to_string(seconds),
                          "ReadAudit"));
  return ToEvents(answer.body);
}

Result<std::string> ConsolePages::Review(const std::string&, const std::string&) {
  return Error{ErrorCode::kUnimplemented,
               "Plans hold secrets, and this page is the plane's: run `rolecall review` or `rolecall web` where the "
               "plan is."};
}

}  // namespace rolecall::cli
