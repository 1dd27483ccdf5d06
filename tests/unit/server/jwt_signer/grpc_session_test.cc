#include "server/jwt_signer/grpc_session.h"

#include <gtest/gtest.h>
#include <nghttp2/nghttp2.h>

#include <map>
#include <vector>

namespace rolecall::server {
namespace {

std::string Frame(const std::string& message) {
  std::string frame(5, '\0');
  for (int i = 0; i < 4; ++i) frame[1 + i] = static_cast<char>(message.size() >> (24 - 8 * i));
  return frame + message;
}

// The other side of a connection, by the same library's client.
class Client {
 public:
  struct Answer {
    std::map<std::string, std::string> headers;
    std::string body;
    bool is_closed = false;
    std::uint32_t why = 0;
  };

  explicit Client(GrpcSession& server) : server_(server) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, OnHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, OnData);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, OnClose);
    nghttp2_session_client_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
  }
  ~Client() { nghttp2_session_del(session_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Begins a request; without a body it stays open.
  std::int32_t Begin(const std::string& path, const std::string* body, std::vector<std::string> more = {},
                     const std::string& method = "POST", const std::string& type = "application/grpc") {
    more.insert(more.begin(), {":method", method, ":scheme", "http", ":path", path, ":authority", "localhost",
                               "content-type", type, "te", "trailers"});
    std::vector<nghttp2_nv> headers;
    for (std::size_t i = 0; i + 1 < more.size(); i += 2) {
      headers.push_back({reinterpret_cast<std::uint8_t*>(more[i].data()),
                         reinterpret_cast<std::uint8_t*>(more[i + 1].data()), more[i].size(), more[i + 1].size(), 0});
    }
    nghttp2_data_provider provider{};
    provider.read_callback = body == nullptr ? Wait : Read;
    if (body != nullptr) unsent_ = *body;
    const std::int32_t stream =
        nghttp2_submit_request(session_, nullptr, headers.data(), headers.size(), &provider, nullptr);
    Exchange();
    return stream;
  }
  Answer Call(const std::string& path, const std::string& body, std::vector<std::string> more = {},
              const std::string& method = "POST", const std::string& type = "application/grpc") {
    return answers[Begin(path, &body, std::move(more), method, type)];
  }
  // Until nobody has anything to say.
  bool Exchange() {
    for (bool moved = true; moved;) {
      moved = false;
      for (const std::uint8_t* data = nullptr;;) {
        const ssize_t size = nghttp2_session_mem_send(session_, &data);
        if (size <= 0) break;
        moved = true;
        if (!server_.Receive({reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)})) return false;
      }
      const std::string pending = server_.Pending();
      moved = moved || !pending.empty();
      nghttp2_session_mem_recv(session_, reinterpret_cast<const std::uint8_t*>(pending.data()), pending.size());
    }
    return true;
  }

  std::map<std::int32_t, Answer> answers;

 private:
  static int OnHeader(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t name_size,
                      const std::uint8_t* value, std::size_t value_size, std::uint8_t, void* of) {
    static_cast<Client*>(of)->answers[frame->hd.stream_id].headers[{reinterpret_cast<const char*>(name), name_size}] = {
        reinterpret_cast<const char*>(value), value_size};
    return 0;
  }
  static int OnData(nghttp2_session*, std::uint8_t, std::int32_t stream, const std::uint8_t* data, std::size_t size,
                    void* of) {
    static_cast<Client*>(of)->answers[stream].body.append(reinterpret_cast<const char*>(data), size);
    return 0;
  }
  static int OnClose(nghttp2_session*, std::int32_t stream, std::uint32_t why, void* of) {
    Answer& answer = static_cast<Client*>(of)->answers[stream];
    answer.is_closed = true;
    answer.why = why;
    return 0;
  }
  static ssize_t Read(nghttp2_session*, std::int32_t, std::uint8_t* to, std::size_t room, std::uint32_t* flags,
                      nghttp2_data_source*, void* of) {
    std::string& unsent = static_cast<Client*>(of)->unsent_;
    const std::size_t count = unsent.copy(reinterpret_cast<char*>(to), room);
    unsent.erase(0, count);
    if (unsent.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }
  static ssize_t Wait(nghttp2_session*, std::int32_t, std::uint8_t*, std::size_t, std::uint32_t*, nghttp2_data_source*,
                      void*) {
    return NGHTTP2_ERR_DEFERRED;
  }

  GrpcSession& server_;
  nghttp2_session* session_ = nullptr;
  std::string unsent_;
};

class GrpcSessionTest : public testing::Test {
 protected:
  GrpcSession session_{[this](std::string_view method, std::string_view message) -> GrpcAnswer {
    ++calls_;
    if (method == "/a.B/Refuse") return {GrpcStatus::kInvalidArgument, "no: 100% wrong"};
    return {GrpcStatus::kOk, std::string(method) + " " + std::string(message)};
  }};
  Client client_{session_};
  int calls_ = 0;
};

TEST_F(GrpcSessionTest, AnswersWithAMessageAndAStatusAfterIt) {
  const Client::Answer answer = client_.Call("/a.B/Echo", Frame("hello"));
  EXPECT_EQ(answer.headers.at(":status"), "200");
  EXPECT_EQ(answer.headers.at("content-type"), "application/grpc");
  EXPECT_EQ(answer.body, Frame("/a.B/Echo hello"));
  EXPECT_EQ(answer.headers.at("grpc-status"), "0");
  EXPECT_TRUE(answer.is_closed);
}

TEST_F(GrpcSessionTest, AnswersOneCallAfterAnother) {
  for (int i = 0; i < 100; ++i) {
    const std::string text(static_cast<std::size_t>(i) * 100, 'x');
    EXPECT_EQ(client_.Call("/a.B/Echo", Frame(text)).body, Frame("/a.B/Echo " + text));
  }
  EXPECT_FALSE(session_.OwesUs());
}

TEST_F(GrpcSessionTest, ARefusalIsAStatusWithoutAMessage) {
  const Client::Answer answer = client_.Call("/a.B/Refuse", Frame(""));
  EXPECT_EQ(answer.headers.at(":status"), "200");
  EXPECT_EQ(answer.headers.at("grpc-status"), "3");
  EXPECT_EQ(answer.headers.at("grpc-message"), "no: 100%25 wrong");
  EXPECT_EQ(answer.body, "");
}

TEST_F(GrpcSessionTest, WhatIsNoWholeMessageIsNotHandled) {
  for (const std::string& body : {std::string(), Frame("abc").substr(0, 6), Frame("abc") + "d", std::string("abc")}) {
    EXPECT_EQ(client_.Call("/a.B/Echo", body).headers.at("grpc-status"), "3") << body.size();
  }
  std::string compressed = Frame("abc");
  compressed[0] = 1;
  EXPECT_EQ(client_.Call("/a.B/Echo", compressed).headers.at("grpc-status"), "12");
  EXPECT_EQ(calls_, 0);
}

TEST_F(GrpcSessionTest, AMessageIsBounded) {
  EXPECT_EQ(client_.Call("/a.B/Echo", Frame(std::string(kMaxGrpcMessage, 'x'))).headers.at("grpc-status"), "0");
  EXPECT_EQ(client_.Call("/a.B/Echo", Frame(std::string(kMaxGrpcMessage + 1, 'x'))).headers.at("grpc-status"), "8");
  EXPECT_EQ(calls_, 1);
}

TEST_F(GrpcSessionTest, HeadersAreBounded) {
  const std::string large(kMaxGrpcHeaders, 'x');
  const Client::Answer answer = client_.Call("/a.B/Echo", Frame(""), {"x-large", large});
  EXPECT_TRUE(answer.is_closed);
  EXPECT_NE(answer.why, 0u);
  EXPECT_EQ(calls_, 0);
  EXPECT_EQ(client_.Call("/a.B/Echo", Frame("next")).headers.at("grpc-status"), "0");
}

TEST_F(GrpcSessionTest, CallsAtOnceAreBounded) {
  for (std::size_t i = 0; i < kMaxGrpcCalls; ++i) client_.Begin("/a.B/Echo", nullptr);
  EXPECT_TRUE(session_.OwesUs());
  const std::string body = Frame("");
  const std::int32_t stream = client_.Begin("/a.B/Echo", &body);
  // The client keeps to what it was told, or is refused.
  EXPECT_TRUE(client_.answers[stream].headers.empty());
  EXPECT_EQ(calls_, 0);
}

TEST_F(GrpcSessionTest, WhatIsNotGrpcIsToldByHttp) {
  EXPECT_EQ(client_.Call("/a.B/Echo", Frame(""), {}, "PUT").headers.at(":status"), "405");
  EXPECT_EQ(client_.Call("/a.B/Echo", Frame(""), {}, "POST", "application/json").headers.at(":status"), "415");
  EXPECT_EQ(calls_, 0);
}

TEST_F(GrpcSessionTest, AnotherProtocolIsNoConnection) {
  EXPECT_TRUE(session_.OwesUs());
  EXPECT_FALSE(session_.Receive("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
}

TEST_F(GrpcSessionTest, AfterTheGoodbyeItIsOver) {
  client_.Call("/a.B/Echo", Frame(""));
  session_.SayGoodbye();
  client_.Exchange();
  EXPECT_TRUE(session_.IsOver());
}

}  // namespace
}  // namespace rolecall::server
