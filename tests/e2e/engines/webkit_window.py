"""A window of WebKitGTK whose data lies in a folder and outlives the window.

    python3 webkit_window.py FOLDER

Reads requests, one line of JSON each, from its standard input and answers on its standard output; ends with the input.
What it is asked to press arrives as events of the X server; a file chooser is answered as its person would.
"""

import json
import sys
import threading

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gdk, GLib, Gtk, WebKit2  # noqa: E402

WIDTH, HEIGHT = 360, 640


class Window:
    """The window, and what it was asked and has not answered yet."""

    def __init__(self, folder):
        data = WebKit2.WebsiteDataManager(base_data_directory=folder, base_cache_directory=folder + "/cache")
        context = WebKit2.WebContext(website_data_manager=data)
        context.set_preferred_languages(["vi"])
        self.view = WebKit2.WebView(web_context=context)
        self.view.get_settings().set_enable_write_console_messages_to_stdout(True)
        self.view.connect("load-changed", self.on_load)
        self.view.connect("load-failed", self.on_load_failed)
        self.view.connect("run-file-chooser", self.on_file_chooser)
        self.view.connect("button-release-event", self.on_release)
        self.loading = None
        self.pressing = None
        self.choosing = None
        window = Gtk.Window(type=Gtk.WindowType.POPUP)
        window.set_default_size(WIDTH, HEIGHT)
        window.add(self.view)
        window.show_all()
        # Nobody manages windows on this screen: the focus is taken by hand.
        window.get_window().focus(Gdk.CURRENT_TIME)
        self.view.grab_focus()

    def take(self, line):
        """One request; runs in the main loop."""
        asked = json.loads(line)
        try:
            getattr(self, "do_" + asked["do"])(asked["id"], asked)
        except Exception as problem:  # whatever it is, whoever asked must hear of it
            answer(asked["id"], error=repr(problem))
        return False

    def do_version(self, number, _asked):
        parts = (WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version())
        answer(number, ".".join(map(str, parts)))

    def do_goto(self, number, asked):
        self.loading = number
        self.view.load_uri(asked["url"])

    def on_load(self, _view, event):
        if event == WebKit2.LoadEvent.FINISHED and self.loading is not None:
            number, self.loading = self.loading, None
            answer(number)

    def on_load_failed(self, _view, _event, address, problem):
        if self.loading is not None:
            number, self.loading = self.loading, None
            answer(number, error=f"{address}: {problem.message}")
        return True

    def do_run(self, number, asked):
        def done(view, result):
            try:
                answer(number, view.call_async_javascript_function_finish(result).to_string())
            except GLib.Error as problem:
                answer(number, error=problem.message)

        given = GLib.Variant("a{sv}", {"given": GLib.Variant("s", asked["given"])})
        self.view.call_async_javascript_function(asked["body"], -1, given, None, None, None, done)

    def do_press(self, number, asked):
        self.pressing = number
        for kind in (Gdk.EventType.BUTTON_PRESS, Gdk.EventType.BUTTON_RELEASE):
            if not Gdk.test_simulate_button(self.view.get_window(), asked["x"], asked["y"], 1, 0, kind):
                raise RuntimeError("the X server did not take the press")

    def on_release(self, _view, _event):
        if self.pressing is not None:
            number, self.pressing = self.pressing, None
            # Once the engine has it too, which comes after this.
            GLib.idle_add(answer, number)
        return False

    def do_type(self, number, asked):
        # As an input method commits a word.
        self.view.execute_editing_command_with_argument("InsertText", asked["text"])
        answer(number)

    def do_choose_files(self, number, asked):
        self.choosing = (number, asked["paths"])

    def on_file_chooser(self, _view, request):
        if self.choosing is None:
            return False
        (number, paths), self.choosing = self.choosing, None
        request.select_files(paths)
        answer(number)
        return True

    def do_screenshot(self, number, asked):
        window = self.view.get_window()
        picture = Gdk.pixbuf_get_from_window(window, 0, 0, window.get_width(), window.get_height())
        picture.savev(asked["path"], "png", [], [])
        answer(number)


def answer(number, result=None, error=None):
    """Begins with the number, by which the other end tells answers from what pages say."""
    line = {"id": number, "result": result} if error is None else {"id": number, "error": error}
    print(json.dumps(line, separators=(",", ":")), flush=True)


def listen(window):
    """Carries requests into the main loop."""
    for line in sys.stdin:
        GLib.idle_add(window.take, line)
    GLib.idle_add(Gtk.main_quit)


if __name__ == "__main__":
    threading.Thread(target=listen, args=(Window(sys.argv[1]),), daemon=True).start()
    Gtk.main()
