// The page's files and its API, for who has been let in: what `rolecall web` (web_pages.h) and a plane's own /console
// have in common.
//
//   if (path.starts_with("api/")) response = AnswerApi(source, request, path.substr(4));
//   else response = PageFile(path);                     // "" is the page itself
//   GuardPage(response);                                // whatever it is
//
// Paths are below the page's root and without a slash before them. Pure but for the source; any thread.
#ifndef ROLECALL_WEB_PAGE_API_H_
#define ROLECALL_WEB_PAGE_API_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "web/page_source.h"

namespace rolecall::web {

inline constexpr std::uint64_t kMostWaitSeconds = 25;  // of who asks for requests that are still to come

http::Response PageText(int status, std::string text);
// {"error": why}: what the page shows.
http::Response PageError(int status, const std::string& why);
// 404 if there is no such file.
http::Response PageFile(std::string_view path);
http::Response AnswerApi(PageSource& source, const http::Request& request, std::string_view path);
// Forbids the browser everything but our own files, and everybody to keep the answer.
void GuardPage(http::Response& response);

// A query parameter, decoded; "" if there is none.
std::string PageParameter(const http::Request& request, std::string_view name);
// The host of "127.0.0.1:4747" or "[::1]:4747".
std::string_view HostOfAuthority(std::string_view authority);
// 127.0.0.1, localhost or [::1].
bool IsThisMachine(std::string_view host);
// The values of all cookies of that name: another page of the host may have set one too.
std::vector<std::string_view> CookiesNamed(std::string_view cookies, std::string_view name);

}  // namespace rolecall::web

#endif  // ROLECALL_WEB_PAGE_API_H_
