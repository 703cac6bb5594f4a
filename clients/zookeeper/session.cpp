#include "clients/zookeeper/session.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include <zookeeper/zookeeper.h>

#include "core/check.hpp"

namespace ordeal::clients::zookeeper {

static_assert(no_node == ZNONODE && bad_version == ZBADVERSION && node_exists == ZNODEEXISTS);

using core::EventType;

/// What the threads of the C client tell the one that waits.
struct Session::Handle {
    std::mutex mutex;
    std::condition_variable changed;
    bool connected = false;
    bool was_connected = false;
    std::chrono::steady_clock::time_point lost;  // when it was connected last
    bool over = false;
    zhandle_t* raw = nullptr;

    ~Handle() {
        if (raw) ::zookeeper_close(raw);  // calls back for every request without an answer
    }
    static void watch(zhandle_t*, int type, int state, const char*, void* context) {
        if (type != ZOO_SESSION_EVENT) return;
        auto& self = *static_cast<Handle*>(context);
        const std::lock_guard lock(self.mutex);
        if (self.connected) self.lost = std::chrono::steady_clock::now();
        self.connected = state == ZOO_CONNECTED_STATE;
        self.was_connected = self.was_connected || self.connected;
        self.over =
            self.over || state == ZOO_EXPIRED_SESSION_STATE || state == ZOO_AUTH_FAILED_STATE;
        self.changed.notify_all();
    }
};

/// Belongs to the caller and to the call back, whichever is longer.
struct Session::Call {
    Handle& handle;
    bool answered = false;
    Reply reply;

    using Shared = std::shared_ptr<Call>;
    static const void* lend(const Shared& call) { return new Shared(call); }
    static void take_back(const void* lent) { delete static_cast<const Shared*>(lent); }

    static void answer(const void* lent, Reply reply) {
        const std::unique_ptr<const Shared> call(static_cast<const Shared*>(lent));
        Handle& handle = (*call)->handle;
        const std::lock_guard lock(handle.mutex);
        (*call)->reply = std::move(reply);
        (*call)->answered = true;
        handle.changed.notify_all();
    }
    static void on_void(int code, const void* lent) { answer(lent, {code, {}, {}}); }
    static void on_stat(int code, const Stat*, const void* lent) { answer(lent, {code, {}, {}}); }
    static void on_text(int code, const char*, const void* lent) { answer(lent, {code, {}, {}}); }
    static void on_created(int code, const char*, const Stat* stat, const void* lent) {
        answer(lent, {code, {{}, 0, code == ZOK && stat ? stat->czxid : 0}, {}});
    }
    static void on_data(int code, const char* data, int size, const Stat* stat, const void* lent) {
        Reply reply{code, {}, {}};
        if (code == ZOK) {
            if (size > 0) reply.node.data.assign(data, static_cast<std::size_t>(size));
            reply.node.version = stat->version;
            reply.node.created = stat->czxid;
        }
        answer(lent, std::move(reply));
    }
    static void on_names(int code, const String_vector* names, const void* lent) {
        Reply reply{code, {}, {}};
        if (code == ZOK && names) reply.children.assign(names->data, names->data + names->count);
        answer(lent, std::move(reply));
    }
};

/// Closes sessions whose server does not answer, each in a thread of its own: the library waits a
/// second and a half for the server to hang up, which is past the deadline of an operation.
class Session::Undertaker {
  public:
    static Undertaker& of_this_process() {
        static Undertaker undertaker;
        return undertaker;
    }

    void bury(std::unique_ptr<Handle> handle) {
        const std::lock_guard lock(mutex_);
        std::erase_if(graves_, [](const Grave& grave) { return grave.done->load(); });
        auto done = std::make_shared<std::atomic<bool>>(false);
        std::jthread thread([done, dead = std::move(handle)]() mutable {
            dead.reset();
            done->store(true);
        });
        graves_.push_back({std::move(done), std::move(thread)});
    }

  private:
    struct Grave {
        std::shared_ptr<std::atomic<bool>> done;
        std::jthread thread;
    };
    std::mutex mutex_;
    std::vector<Grave> graves_;
};

namespace {

/// The library writes to stderr what completions say anyway.
void silence() {
    static std::once_flag once;
    std::call_once(once, [] { ::zoo_set_debug_level(ZooLogLevel{}); });  // below all levels
}

}  // namespace

EventType outcome_of_error(int code) {
    const bool session = code == ZSESSIONEXPIRED || code == ZCLOSING;
    const bool refused = code < ZAPIERROR && !session;
    return refused || code == ZUNIMPLEMENTED || code == ZBADARGUMENTS || code == ZINVALIDSTATE
               ? EventType::fail
               : EventType::info;
}

std::string text_of_error(int code) {
    return fmt::format("{} ({})", ::zerror(code), code);
}

Session::Session() = default;
Session::~Session() = default;

core::Result<void> Session::connect(const Endpoint& node, core::Nanoseconds expiry,
                                    Deadline deadline) {
    if (handle_) {
        std::unique_lock lock(handle_->mutex);
        const bool over = handle_->over;
        lock.unlock();
        if (over) close();
    }
    if (!handle_) {
        silence();
        handle_ = std::make_unique<Handle>();
        ++generation_;
        const auto milliseconds = std::max<std::int64_t>(1, expiry.count() / 1'000'000);
        handle_->raw =
            ::zookeeper_init(fmt::format("{}:{}", node.ip, node.port).c_str(), Handle::watch,
                             static_cast<int>(milliseconds), nullptr, handle_.get(), 0);
        if (!handle_->raw) {
            const std::string why = core::errno_text();
            handle_.reset();
            return core::fail("no session with {}: {}", node.node, why);
        }
    }
    std::unique_lock lock(handle_->mutex);
    const bool changed = handle_->changed.wait_until(
        lock, deadline, [this] { return handle_->connected || handle_->over; });
    if (changed && handle_->connected && !handle_->over) return {};
    // A session that was lost for less than its expiry may come back, and with it what it holds.
    const bool keep = handle_->was_connected && !handle_->over &&
                      std::chrono::steady_clock::now() - handle_->lost < expiry;
    const std::string why = handle_->over ? "it has expired" : std::string(timed_out);
    lock.unlock();
    if (!keep) close();
    return core::fail("no session with {}: {}", node.node, why);
}

void Session::close() {
    handle_.reset();
}

template <typename Start>
Answered<Reply> Session::ask(Start start, Deadline deadline) {
    if (!handle_) return certainly_not("not connected");
    const auto call = std::make_shared<Call>(*handle_);
    const void* lent = Call::lend(call);
    if (const int code = start(handle_->raw, lent); code != ZOK) {
        Call::take_back(lent);
        return certainly_not(text_of_error(code));
    }
    std::unique_lock lock(handle_->mutex);
    const bool answered =
        handle_->changed.wait_until(lock, deadline, [&call] { return call->answered; });
    Reply reply = std::move(call->reply);
    lock.unlock();
    if (!answered) {
        Undertaker::of_this_process().bury(std::move(handle_));
        return in_doubt(std::string(timed_out));
    }
    if (reply.code <= ZAPIERROR || reply.code == ZOK) return reply;
    close();
    return in_doubt(text_of_error(reply.code));
}

Answered<Reply> Session::get(const std::string& path, Deadline deadline) {
    return ask(
        [&path](zhandle_t* raw, const void* lent) {
            return ::zoo_aget(raw, path.c_str(), 0, Call::on_data, lent);
        },
        deadline);
}

Answered<Reply> Session::children(const std::string& path, Deadline deadline) {
    return ask(
        [&path](zhandle_t* raw, const void* lent) {
            return ::zoo_aget_children(raw, path.c_str(), 0, Call::on_names, lent);
        },
        deadline);
}

Answered<Reply> Session::sync(const std::string& path, Deadline deadline) {
    return ask(
        [&path](zhandle_t* raw, const void* lent) {
            return ::zoo_async(raw, path.c_str(), Call::on_text, lent);
        },
        deadline);
}

Answered<Reply> Session::set(const std::string& path, const std::string& data, std::int32_t version,
                             Deadline deadline) {
    return ask(
        [&](zhandle_t* raw, const void* lent) {
            return ::zoo_aset(raw, path.c_str(), data.data(), static_cast<int>(data.size()),
                              version, Call::on_stat, lent);
        },
        deadline);
}

Answered<Reply> Session::create(const std::string& path, const std::string& data, bool ephemeral,
                                Deadline deadline) {
    return ask(
        [&](zhandle_t* raw, const void* lent) {
            return ::zoo_acreate2(raw, path.c_str(), data.data(), static_cast<int>(data.size()),
                                  &ZOO_OPEN_ACL_UNSAFE, ephemeral ? ZOO_EPHEMERAL : 0,
                                  Call::on_created, lent);
        },
        deadline);
}

Answered<Reply> Session::remove(const std::string& path, Deadline deadline) {
    return ask(
        [&path](zhandle_t* raw, const void* lent) {
            return ::zoo_adelete(raw, path.c_str(), -1, Call::on_void, lent);
        },
        deadline);
}

}  // namespace ordeal::clients::zookeeper
