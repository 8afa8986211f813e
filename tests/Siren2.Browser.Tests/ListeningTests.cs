using Microsoft.Playwright;

namespace Siren2.Browser.Tests;

/// <summary>Playing, switching, seeking and looping on a report's page, and what then sounds.</summary>
public sealed class ListeningTests(Chromium browser) : IClassFixture<Chromium>, IDisposable
{
    private const double FirstTone = 1000;
    private const double SecondTone = 2500;

    /// <summary>
    /// Functions for a transport of its own that plays noise of four seconds at 48 kHz: <c>opened</c> gives it so many seconds as the opening and
    /// plays for so many more, <c>samplesOf</c> tells what has sounded since.
    /// </summary>
    private const string OpeningAndWhole = """
        const wait = seconds => new Promise(resolve => setTimeout(resolve, 1000 * seconds));
        const noise = () => Float32Array.from({ length: 4 * 48000 }, () => Math.random() - 0.5);
        const analyzed = async transport => {
          transport.analyzer = transport.output.context.createAnalyser();
          transport.analyzer.fftSize = 32768;
          transport.output.connect(transport.analyzer);
          while (transport.output.context.currentTime === 0) await wait(0.01);
        };
        const opened = async (seconds, played) => {
          const samples = noise();
          const transport = new Transport(48000, 4);
          const whole = new Sound("whole", "result", [samples], 48000, 1);
          transport.open(new Sound("whole", "result", [samples.slice(0, 48000 * seconds)], 48000, 1));
          transport.play();
          transport.heard = whole;
          await analyzed(transport);
          await wait(played);
          return { transport, whole };
        };
        const samplesOf = ({ analyzer }) => {
          const samples = new Float32Array(32768);
          analyzer.getFloatTimeDomainData(samples);
          return samples;
        };
        // Where in a clip what is heard ends, how many samples before that are looked at, which is all but where the sound fades in, and how far they
        // are from the clip's at most.
        const farthest = (transport, clip) => {
          const heard = samplesOf(transport), last = heard.subarray(-64);
          const end = clip.channels[0].findIndex((_, i) => last.every((x, k) => Math.abs(x - clip.channels[0][i + k]) < 1e-4)) + 64;
          const count = Math.min(end, heard.length) - 400;
          const wrong = Array.from({ length: count }, (_, k) => Math.abs(heard.at(-1 - k) - clip.channels[0][end - 1 - k]));
          return [end, count, Math.max(...wrong)];
        };
        // As a machine does that stalls between one call and the next, while the sound goes on.
        const scheduleSlowly = () => {
          for (const name of ["setValueAtTime", "linearRampToValueAtTime", "setTargetAtTime", "cancelScheduledValues"]) {
            const schedule = AudioParam.prototype[name];
            AudioParam.prototype[name] = function (...given) {
              const end = performance.now() + 3;
              while (performance.now() < end);
              return schedule.apply(this, given);
            };
          }
        };
        // As copies of minutes of sound do, or a busy machine.
        const copySlowly = () => {
          const copy = AudioBuffer.prototype.copyToChannel;
          AudioBuffer.prototype.copyToChannel = function (...given) {
            const end = performance.now() + 60;
            while (performance.now() < end);
            return copy.apply(this, given);
          };
        };
        """;

    private readonly ReportFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_key_lets_another_version_take_over_at_the_same_instant()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone));
        await page.Page.Keyboard.PressAsync("1");
        await page.Page.Keyboard.PressAsync(" ");
        await page.WaitAsync("player.transport.position > 0.3");
        double first = await HeardToneAsync(page);

        double[] around = await page.Page.EvaluateAsync<double[]>("""
            (() => {
              const behind = () => player.transport.output.context.currentTime - player.transport.position;
              const before = behind();
              document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "2", bubbles: true }));
              return [before, behind()];
            })()
            """);
        await Task.Delay(150);

        Assert.Equal(FirstTone, first, 40.0);
        Assert.Equal(SecondTone, await HeardToneAsync(page), 40.0);
        Assert.Equal(around[0], around[1], 0.02);
        Assert.True(await page.Page.EvaluateAsync<bool>("player.transport.playing"));
        Assert.Equal("2estimate", await CheckedAsync(page));
        await page.Page.Keyboard.PressAsync("x");
        Assert.Equal("1reference", await CheckedAsync(page));
        await page.Page.Keyboard.PressAsync("ArrowUp");
        Assert.Equal("3reference − estimate", await CheckedAsync(page));
        Assert.Empty(page.Troubles);
    }

    [Theory]
    [InlineData("x", "3blind")]
    [InlineData("5", "5added band (blind)")]
    public async Task A_version_that_is_chosen_before_all_are_read_is_heard_as_soon_as_it_is_there(string key, string heard)
    {
        string input = _files.Folder.Clip("in.wav", 8_000, 4_000);
        BrowserPage page = await browser.OpenAsync(_files.Upsampled(input, "--original", _files.Folder.Clip("ref.wav", 16_000, 8_000)));

        // Input, sinc, blind, original: the last two after the others, when they are asked for.
        await page.Page.EvaluateAsync("""
            () => {
              const decodeAtOnce = decode;
              window.awaited = {};
              decode = async id => {
                await new Promise(resolve => ["sound-0-1-0", "sound-0-3-0"].includes(id) ? awaited[id] = resolve : resolve());
                return decodeAtOnce(id);
              };
              openScene(scenes[0]);
              window.press = key => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
              press("2");
            }
            """);
        await page.WaitAsync("awaited['sound-0-1-0'] && player.transport.heard.name === 'blind'");
        await page.Page.EvaluateAsync("() => awaited['sound-0-1-0']()");
        await page.WaitAsync("awaited['sound-0-3-0'] && player.transport.heard.name === 'sinc'", 5000);

        // What is there already is heard at once, what is derived when all is there, and what was awaited once is left alone from then on.
        await page.Page.EvaluateAsync("press('x')");
        await page.Page.EvaluateAsync("press('1')");
        Assert.Equal("input", await page.Page.EvaluateAsync<string>("player.transport.heard.name"));
        await page.Page.EvaluateAsync("key => { press(key); awaited['sound-0-3-0'](); }", key);
        await page.WaitAsync("player.stage.isComplete");
        Assert.Equal(heard, await CheckedAsync(page));
        await page.Page.Keyboard.PressAsync("x");
        Assert.Equal("1input", await CheckedAsync(page));
        Assert.Equal(6, await page.NumberAsync("player.sounds.length"));
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task A_click_goes_to_its_place_and_arrows_move_by_a_second()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone));
        (float x, float y) = await page.PlaceAsync(0.5, 0.5);

        await page.Page.Mouse.ClickAsync(x, y);
        Assert.Equal(2, await page.NumberAsync("player.transport.position"), 0.02);
        await page.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal(3, await page.NumberAsync("player.transport.position"), 0.02);
        await page.Page.Keyboard.PressAsync("Shift+ArrowLeft");
        Assert.Equal(2.9, await page.NumberAsync("player.transport.position"), 0.02);
        Assert.Equal("0:02.9", (await page.Page.Locator("#clock").InnerTextAsync())[..6]);
        await page.Page.Keyboard.PressAsync("Home");
        Assert.Equal(0, await page.NumberAsync("player.transport.position"));
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task A_dragged_selection_loops_its_edge_can_be_moved_and_escape_drops_it()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone));
        await DragAsync(page, (0.25, 0.5), (0.35, 0.6));
        Assert.Equal([1, 1.4], await SelectionAsync(page), Near);

        await page.Page.Keyboard.PressAsync(" ");
        for (int i = 0; i < 8; i++)
        {
            await Task.Delay(100);
            Assert.InRange(await page.NumberAsync("player.transport.position"), 0.98, 1.42);
        }

        Assert.True(await page.Page.EvaluateAsync<bool>("player.transport.playing"));
        await DragAsync(page, (0.35, 0.5), (0.45, 0.5));
        Assert.Equal([1, 1.8], await SelectionAsync(page), Near);
        Assert.Contains("0:01.", await page.Page.Locator("#selected").InnerTextAsync(), StringComparison.Ordinal);
        await page.Page.Keyboard.PressAsync("Escape");
        Assert.True(await page.Page.EvaluateAsync<bool>("player.transport.selection === null && !player.transport.looping"));
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task Keys_select_from_and_to_the_playhead()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone));
        foreach (string key in (string[])["ArrowRight", "i", "ArrowRight"])
        {
            await page.Page.Keyboard.PressAsync(key);
        }

        Assert.Equal([1, 4], await SelectionAsync(page), Near);
        await page.Page.Keyboard.PressAsync("o");
        Assert.Equal([1, 2], await SelectionAsync(page), Near);
        Assert.True(await page.Page.EvaluateAsync<bool>("player.transport.looping"));

        // An edge beyond the other drops the other.
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.Keyboard.PressAsync("Home");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("o");
        Assert.Equal([0, 1], await SelectionAsync(page), Near);
        await page.Page.Keyboard.PressAsync("i");
        Assert.Equal([1, 4], await SelectionAsync(page), Near);
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task What_is_in_view_follows_the_playhead_that_a_key_moves()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone));
        foreach (string key in (string[])["+", "+", "End"])
        {
            await page.Page.Keyboard.PressAsync(key);
        }

        Assert.Equal([3, 4], await page.Page.EvaluateAsync<double[]>("[player.view.start, player.view.end]"), Near);
        await page.Page.Keyboard.PressAsync("ArrowLeft");
        await page.Page.Keyboard.PressAsync("ArrowLeft");

        // A page back, which ends where the playhead is.
        Assert.Equal([1, 2], await page.Page.EvaluateAsync<double[]>("[player.view.start, player.view.end]"), Near);
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task A_key_that_is_held_down_does_not_play_and_pause_by_turns()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone));
        for (int i = 0; i < 4; i++)
        {
            await page.Page.Keyboard.DownAsync(" "); // repeats from the second on
        }

        Assert.True(await page.Page.EvaluateAsync<bool>("player.transport.playing"));
        await page.Page.Keyboard.UpAsync(" ");
        await page.Page.Keyboard.DownAsync("ArrowRight");
        await page.Page.Keyboard.DownAsync("ArrowRight");
        Assert.True(await page.NumberAsync("player.transport.position") > 1.9);
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task A_curve_that_the_keyboard_hides_keeps_the_focus()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone));
        await page.WaitAsync("document.querySelectorAll('#average-legend button').length === 3");
        ILocator curve = page.Page.Locator("#average-legend button").First;
        await curve.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await page.WaitAsync("document.querySelector('#average-legend button').getAttribute('aria-pressed') === 'false'");
        Assert.Equal("reference", await page.Page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Page.Keyboard.PressAsync("Enter");
        await page.WaitAsync("document.querySelector('#average-legend button').getAttribute('aria-pressed') === 'true'");
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task It_plays_to_the_end_stops_there_and_begins_again()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone, seconds: 0.5));
        await page.Page.Locator("#play").ClickAsync();
        await page.WaitAsync("!player.transport.playing", 5000);
        Assert.Equal(0.5, await page.NumberAsync("player.transport.position"), 0.01);
        await page.Page.Locator("#play").ClickAsync();
        Assert.InRange(await page.NumberAsync("player.transport.position"), 0, 0.4);
        Assert.Empty(page.Troubles);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_whole_takes_over_from_its_opening_at_the_same_sample(bool isSlow)
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone, seconds: 0.5));
        double[] heard = await page.Page.EvaluateAsync<double[]>($$"""
            async isSlow => {
              {{OpeningAndWhole}}
              const { transport, whole } = await opened(2, 0.25);
              if (isSlow) copySlowly();
              transport.add(whole);
              await wait(0.25);
              const heard = farthest(transport, whole);
              transport.close();
              return heard;
            }
            """, isSlow);

        Assert.InRange(heard[0], 18_000, 4 * 48_000);
        Assert.InRange(heard[1], 18_000, 32_768);
        Assert.InRange(heard[2], 0, 1e-4);
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task Versions_begin_together_however_long_it_takes_to_copy_them()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone, seconds: 0.5));
        double[] heard = await page.Page.EvaluateAsync<double[]>($$"""
            async () => {
              {{OpeningAndWhole}}
              copySlowly();
              const transport = new Transport(48000, 4), samples = noise();
              const [whole, same] = ["whole", "same"].map(name => new Sound(name, "result", [samples], 48000, 1));
              transport.heard = whole;
              transport.add(whole);
              transport.add(same);
              transport.play();
              await analyzed(transport);
              await wait(0.5);
              transport.hear(same);
              await wait(0.5);
              const heard = farthest(transport, whole);
              transport.close();
              return heard;
            }
            """);

        Assert.InRange(heard[0], 24_000, 4 * 48_000);
        Assert.InRange(heard[1], 20_000, 32_768);
        Assert.InRange(heard[2], 0, 1e-4);
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task It_waits_where_the_opening_ends_and_goes_on_from_there()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone, seconds: 0.5));

        double[] positions = await page.Page.EvaluateAsync<double[]>($$"""
            async () => {
              {{OpeningAndWhole}}
              const { transport, whole } = await opened(0.2, 0.5);
              const positions = [transport.position];
              transport.seek(1);
              await wait(0.1);
              positions.push(transport.position);
              transport.add(whole);
              positions.push(transport.position);
              await wait(0.3);
              positions.push(transport.position, transport.playing);
              transport.close();
              return positions.map(Number);
            }
            """);

        Assert.Equal(0.2, positions[0], 1e-3);
        Assert.Equal(1, positions[1], 1e-3);
        Assert.Equal(1, positions[2], 1e-3);
        Assert.InRange(positions[3], 1.1, 2);
        Assert.Equal(1, positions[4]);
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task A_loop_between_samples_keeps_the_highest_frequencies()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone, seconds: 0.5));
        double[] levels = await page.Page.EvaluateAsync<double[]>($$"""
            async () => {
              {{OpeningAndWhole}}
              const transport = new Transport(48000, 4);
              const tone = Float32Array.from({ length: 4 * 48000 }, (_, i) => Math.sin(2 * Math.PI * 21000 * i / 48000));
              const sound = new Sound("tone", "result", [tone], 48000, 1), levels = [];
              transport.heard = sound;
              transport.add(sound);
              transport.select({ start: 1 + 0.3 / 48000, end: 1.1 + 0.8 / 48000 });
              transport.play();
              await analyzed(transport);
              transport.analyzer.fftSize = 1024;
              // Until after the third turn.
              for (let i = 0; i < 40; i++) {
                await wait(0.01);
                const samples = samplesOf(transport).subarray(0, 1024);
                levels.push(Math.max(...samples));
              }
              transport.close();
              return levels.slice(15);
            }
            """);

        Assert.All(levels, level => Assert.InRange(level, 0.95, 1.05));
        Assert.Empty(page.Troubles);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Switching_and_pausing_step_nowhere_however_fast(bool slowly)
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone, seconds: 0.5));
        double[] steps = await page.Page.EvaluateAsync<double[]>($$"""
            async () => {
              {{OpeningAndWhole}}
              const same = new Float32Array(4 * 48000).fill(0.5), steps = [];
              if ({{(slowly ? "true" : "false")}}) scheduleSlowly();
              // Before the first sound, in the middle of a switch to and fro, and of one that ends in a pause.
              for (const early of [true, false, null]) {
                const transport = new Transport(48000, 4);
                const [one, other] = ["one", "other"].map(name => new Sound(name, "result", [same], 48000, 1));
                transport.heard = one;
                transport.add(one);
                transport.add(other);
                transport.play();
                await analyzed(transport);
                if (!early) await wait(0.2);
                transport.hear(other);
                await wait(0.003);
                if (early !== null) transport.hear(one);
                else transport.pause();
                await wait(0.15);
                const heard = samplesOf(transport);
                steps.push(Math.max(...heard.slice(1).map((x, i) => Math.abs(x - heard[i]))), Math.max(...heard));
                transport.close();
              }
              return steps;
            }
            """);

        Assert.InRange(steps[0], 0, 0.02);
        Assert.Equal(0.5, steps[1], 1e-3);
        Assert.InRange(steps[2], 0, 0.02);
        Assert.Equal(0.5, steps[3], 1e-3);
        Assert.InRange(steps[4], 0, 0.02);
        Assert.Equal(0.5, steps[5], 1e-3);
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task What_a_mouse_has_chosen_leaves_the_keys_to_the_player()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone, seconds: 0.5));
        foreach (string field in (string[])["#matched", "summary", "#scale"])
        {
            await page.Page.Locator(field).ClickAsync();
            if (field == "#scale")
            {
                await page.Page.Locator(field).SelectOptionAsync("linear");
            }

            await page.Page.Keyboard.PressAsync("1");
            Assert.Equal("1reference", await CheckedAsync(page));
            await page.Page.Keyboard.PressAsync("2");
            Assert.Equal("2estimate", await CheckedAsync(page));
            await page.Page.Keyboard.PressAsync(" ");
            Assert.True(await page.Page.EvaluateAsync<bool>("player.transport.playing"));
            await page.Page.Keyboard.PressAsync(" ");
        }

        // What the keyboard has gone to is its own.
        await page.Page.Locator("#matched").FocusAsync();
        await page.Page.Keyboard.PressAsync("1");
        Assert.Equal("1reference", await CheckedAsync(page));
        await page.Page.Keyboard.PressAsync(" ");
        Assert.True(await page.Page.Locator("#matched").IsCheckedAsync());
        Assert.False(await page.Page.EvaluateAsync<bool>("player.transport.playing"));
        Assert.Equal("matched", await page.Page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task Versions_are_played_at_the_same_loudness_unless_that_is_switched_off()
    {
        string loud = _files.Folder.Clip("loud.wav", 16_000, 16_000, gain: 0.9f);
        BrowserPage page = await browser.OpenAsync(_files.Of("compare", loud, _files.Folder.Clip("soft.wav", 16_000, 16_000, gain: 0.3f)));

        double[] levels = await LevelsAsync();
        Assert.Equal(1, levels[0] / levels[1], 0.01);

        // What is played as it is says nothing of a level.
        Assert.Equal(["−9.5 dB", "", ""], await page.Page.Locator("#versions small").AllInnerTextsAsync());
        await page.Page.Locator("#matched").UncheckAsync();
        levels = await LevelsAsync();
        Assert.Equal(3, levels[0] / levels[1], 0.03);
        Assert.Equal(["", "", ""], await page.Page.Locator("#versions small").AllInnerTextsAsync());
        await page.Page.Locator("#matched").CheckAsync();
        Assert.Contains("9.5 dB softer than it is", await page.Page.Locator("#versions button").First.GetAttributeAsync("title"), StringComparison.Ordinal);
        Assert.Contains("−9.5 dB", await page.Page.Locator("#versions").InnerTextAsync() + await MatchedTextAsync(), StringComparison.Ordinal);
        Assert.Empty(page.Troubles);

        Task<double[]> LevelsAsync() => page.Page.EvaluateAsync<double[]>(
            "player.sounds.slice(0, 2).map(sound => sound.level * sound.unit * player.transport.gainOf(sound))");
        async Task<string> MatchedTextAsync()
        {
            await page.Page.Locator("#matched").CheckAsync();
            return await page.Page.Locator("#versions").InnerTextAsync();
        }
    }

    [Fact]
    public async Task A_version_begins_at_the_level_that_it_keeps()
    {
        string soft = _files.Folder.Clip("soft.wav", 16_000, 160_000, gain: 0.3f);
        BrowserPage page = await browser.OpenAsync(_files.Of("compare", soft, _files.Folder.Clip("loud.wav", 16_000, 160_000, gain: 0.9f)));

        // What the result is played at from before anything of it has been read until all is there.
        double[] gains = await page.Page.EvaluateAsync<double[]>("""
            async () => {
              const gains = [], gainOf = Transport.prototype.gainOf;
              Transport.prototype.gainOf = function(sound) {
                if (sound.role === "result") gains.push(gainOf.call(this, sound));
                return gainOf.call(this, sound);
              };
              const another = new Player(scenes[0]);
              another.transport.play();
              await new Promise(resolve => another.addEventListener("ready", resolve));
              another.close();
              Transport.prototype.gainOf = gainOf;
              return gains;
            }
            """);

        Assert.True(gains.Length > 1);
        Assert.All(gains, gain => Assert.Equal(1 / 3.0, gain, 0.001));
        Assert.Empty(page.Troubles);
    }

    [Fact]
    public async Task An_abx_test_hides_what_is_heard_and_counts_what_is_right()
    {
        BrowserPage page = await browser.OpenAsync(_files.Tones(FirstTone, SecondTone));
        await page.Page.Locator("#abx-trials").SelectOptionAsync("8");
        await page.Page.Locator("#abx-start").ClickAsync();
        Assert.Null(await CheckedAsync(page));
        Assert.True(await page.Page.Locator("#hidden").IsVisibleAsync());
        Assert.True(await page.Page.Locator("#matched").IsDisabledAsync()); // loudness would tell
        await page.Page.Keyboard.PressAsync("1"); // does nothing: it would tell
        for (int i = 0; i < 8; i++)
        {
            await page.Page.Keyboard.PressAsync("b");
            await page.Page.Keyboard.PressAsync("x");
            await Task.Delay(150);
            // A is the estimate, as the page suggests. The last answer is wrong.
            bool isA = Math.Abs(await HeardToneAsync(page) - SecondTone) < 100;
            await page.Page.Locator($"[data-answer={(isA == (i < 7) ? "a" : "b")}]").ClickAsync();
        }

        // 9 of 256 ways have seven or eight right.
        Assert.Equal(
            "7 of 8 right; by guessing, that many or more come with a chance of 4 %.", await page.Page.Locator("#abx-score").InnerTextAsync());
        Assert.False(await page.Page.Locator("#hidden").IsVisibleAsync());
        Assert.NotNull(await CheckedAsync(page));
        Assert.True(await page.Page.Locator("#matched").IsEnabledAsync());
        Assert.False(await page.Page.EvaluateAsync<bool>("player.transport.looping")); // as it was before the test
        Assert.Empty(page.Troubles);
    }

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 0.03;

    private static async Task DragAsync(BrowserPage page, (double X, double Y) from, (double X, double Y) to)
    {
        (float x, float y) = await page.PlaceAsync(from.X, from.Y);
        await page.Page.Mouse.MoveAsync(x, y);
        await page.Page.Mouse.DownAsync();
        (x, y) = await page.PlaceAsync(to.X, to.Y);
        await page.Page.Mouse.MoveAsync(x, y, new() { Steps = 6 });
        await page.Page.Mouse.UpAsync();
    }

    private static Task<double[]> SelectionAsync(BrowserPage page) =>
        page.Page.EvaluateAsync<double[]>("[player.transport.selection.start, player.transport.selection.end]");

    private static async Task<string?> CheckedAsync(BrowserPage page)
    {
        string[] names = await page.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('#versions [aria-checked=true]')].map(button => button.children[0].textContent + "
                + "button.children[1].textContent)");
        return names.SingleOrDefault();
    }

    /// <summary>The strongest frequency of what sounds now, in hertz.</summary>
    private static Task<double> HeardToneAsync(BrowserPage page) => page.Page.EvaluateAsync<double>("""
        async () => {
          const { output } = player.transport, analyzer = output.context.createAnalyser();
          Object.assign(analyzer, { fftSize: 4096, smoothingTimeConstant: 0 });
          output.connect(analyzer);
          await new Promise(resolve => setTimeout(resolve, 350));
          const levels = new Float32Array(analyzer.frequencyBinCount);
          analyzer.getFloatFrequencyData(levels);
          output.disconnect(analyzer);
          return levels.indexOf(Math.max(...levels)) * output.context.sampleRate / 4096;
        }
        """);
}
