#include "http/client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "http/server.h"

namespace rolecall::http {
namespace {

using std::chrono::milliseconds;

class HttpClient : public testing::Test {
 protected:
  std::string Start(Handler handler) {
    server_ = Server::Start({}, std::move(handler)).value();
    return "http://127.0.0.1:" + std::to_string(server_->port());
  }
  std::unique_ptr<Server> server_;
  CurlClient client_{ClientOptions{}};
};

TEST_F(HttpClient, SendsOnlyTheHeadersThatItWasGiven) {
  std::string url = Start([](const Request& request) {
    Response response;
    for (const Header& header : request.headers) response.body += header.name + "=" + header.value + "\n";
    return response;
  });
  Response answer =
      client_.Send({.method = "POST", .url = url + "/", .headers = {{"X-A", "1"}, {"X-Empty", ""}}, .body = "b"})
          .value();
  EXPECT_EQ(answer.body, "Host=" + url.substr(7) + "\nX-A=1\nX-Empty=\nContent-Length=1\n");
}

TEST_F(HttpClient, GivesErrorStatusesAndRepeatedHeadersBack) {
  std::string url = Start([](const Request&) {
    Response response;
    response.status = 404;
    response.headers.Add("X-A", "1");
    response.headers.Add("X-A", "2");
    return response;
  });
  Response answer = client_.Send({.url = url + "/"}).value();
  EXPECT_EQ(answer.status, 404);
  int count = 0;
  for (const Header& header : answer.headers) count += header.name == "X-A" ? 1 : 0;
  EXPECT_EQ(count, 2);
}

TEST_F(HttpClient, SendsEveryMethodAsItIs) {
  std::string url = Start([](const Request& request) {
    Response response;
    response.headers.Add("X-Method", request.method + " " + std::string(request.headers.Get("Content-Length")));
    return response;
  });
  EXPECT_EQ(client_.Send({.method = "PUT", .url = url + "/"})->headers.Get("X-Method"), "PUT 0");
  EXPECT_EQ(client_.Send({.method = "DELETE", .url = url + "/"})->headers.Get("X-Method"), "DELETE");
  EXPECT_EQ(client_.Send({.method = "HEAD", .url = url + "/"})->headers.Get("X-Method"), "HEAD");
  EXPECT_EQ(client_.Send({.method = "GET", .url = url + "/"})->headers.Get("X-Method"), "GET");
}

TEST_F(HttpClient, DoesNotFollowRedirects) {
  std::string url = Start([](const Request&) {
    Response response;
    response.status = 302;
    response.headers.Add("Location", "/elsewhere");
    return response;
  });
  EXPECT_EQ(client_.Send({.url = url + "/"})->status, 302);
}

TEST_F(HttpClient, AsksWhetherItMayConnectToTheAddressThatANameHas) {
  std::atomic<int> served{0};
  std::string url = Start([&](const Request&) {
    ++served;
    return Response();
  });
  // A connection that is kept open for others is not used.
  ASSERT_TRUE(client_.Send({.url = url + "/"}).ok());
  std::vector<std::string> asked;
  ClientRequest request{.url = "http://localhost" + url.substr(url.rfind(':')) + "/"};
  request.may_connect = [&](const IpAddress& address) {
    asked.push_back(address.Text());
    return false;
  };
  for (const std::string& target : {request.url, url + "/"}) {
    request.url = target;
    Result<Response> refused = client_.Send(request);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kPermissionDenied) << refused.error().message;
  }
  EXPECT_EQ(asked.back(), "127.0.0.1");
  EXPECT_EQ(served, 1);
  request.may_connect = [](const IpAddress&) { return true; };
  EXPECT_TRUE(client_.Send(request).ok());
  EXPECT_EQ(served, 2);
}

TEST_F(HttpClient, RefusesAnswersOverTheBound) {
  std::string url = Start([](const Request&) {
    Response response;
    response.body = std::string(1001, 'x');
    return response;
  });
  EXPECT_TRUE(client_.Send({.url = url + "/", .max_response_bytes = 1001}).ok());
  EXPECT_EQ(client_.Send({.url = url + "/", .max_response_bytes = 1000}).error().code, ErrorCode::kResourceExhausted);
}

TEST_F(HttpClient, GivesUpAfterItsTime) {
  std::promise<void> end;
  std::shared_future<void> may_end = end.get_future().share();
  std::string url = Start([may_end](const Request&) {
    may_end.wait();
    return Response{};
  });
  EXPECT_EQ(client_.Send({.url = url + "/", .timeout = milliseconds(30)}).error().code, ErrorCode::kDeadlineExceeded);
  end.set_value();
}

TEST_F(HttpClient, TellsWhyWithoutSecrets) {
  std::string url = Start([](const Request&) { return Response{}; });
  server_->Stop();
  Error error = client_.Send({.url = "http://user:pass@" + url.substr(7) + "/x?token=secret"}).error();
  EXPECT_EQ(error.code, ErrorCode::kUnavailable);
  EXPECT_EQ(error.message.find("GET " + url + "/x: "), 0u) << error.message;
  EXPECT_EQ(error.message.find("secret"), std::string::npos);
}

TEST_F(HttpClient, RefusesBadUrlsAndHeaders) {
  EXPECT_EQ(client_.Send({.url = "ftp://127.0.0.1/"}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(client_.Send({.url = "file:///etc/passwd"}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(client_.Send({.url = "http://127.0.0.1/\r\nX: y"}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(client_.Send({.url = "http://127.0.0.1/", .headers = {{"A", "1\r\nB: 2"}}}).error().code,
            ErrorCode::kInvalidArgument);
}

TEST_F(HttpClient, BodyOfASuccessIsHandedOverAsItComesAndThatOfAnErrorIsKept) {
  std::string url = Start([](const Request& request) {
    Response response{.status = request.target == "/good" ? 200 : 404};
    response.body = std::string(100000, 'x');
    return response;
  });
  std::size_t seen = 0;
  ClientRequest request{.url = url + "/good", .max_response_bytes = 1000};
  request.on_body = [&](std::string_view piece) {
    seen += piece.size();
    return true;
  };
  EXPECT_EQ(client_.Send(request)->body, "");
  EXPECT_EQ(seen, 100000u);
  request.url = url + "/bad";
  EXPECT_EQ(client_.Send(request).error().code, ErrorCode::kResourceExhausted);
  request.max_response_bytes = 200000;
  EXPECT_EQ(client_.Send(request)->body.size(), 100000u);
  EXPECT_EQ(seen, 100000u);
}

TEST_F(HttpClient, EndsWhenNoMoreIsWanted) {
  std::atomic<bool> let_go{false};
  std::string url = Start([&](const Request& request) {
    for (int i = 0; request.target == "/slow" && i < 1000 && !let_go; ++i) {
      std::this_thread::sleep_for(milliseconds(10));
    }
    return Response{.body = "x"};
  });
  ClientRequest request{.url = url + "/"};
  request.on_body = [](std::string_view) { return false; };
  EXPECT_EQ(client_.Send(request).error().code, ErrorCode::kCancelled);
  ClientRequest slow{.url = url + "/slow"};
  slow.keep_going = [] { return false; };
  EXPECT_EQ(client_.Send(slow).error().code, ErrorCode::kCancelled);
  let_go = true;
}

}  // namespace
}  // namespace rolecall::http
