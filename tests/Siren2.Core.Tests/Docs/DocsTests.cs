using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Siren2.Baseline;
using Siren2.Core.Tests.Audio;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decoding;
using Siren2.Optimization;
using Siren2.Tests;

namespace Siren2.Core.Tests.Docs;

[Collection(nameof(WholeProcess))]
public partial class DocsTests
{
    private static readonly AudioClip Low = Tone(8_000, 2_000);
    private static readonly AudioClip High = SincBaseline.Compute(Tone(8_000, 2_000), 16_000);

    public static TheoryData<string> Documents => [.. Names()];

    [Fact]
    public void Every_entry_point_has_an_example_that_is_compiled_here() => Snippets.AssertExamples(typeof(Upsampler).Assembly);

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_code_of_a_document_is_the_code_that_is_compiled_here(string document) => Snippets.AssertCompiled(document);

    [Fact]
    public void The_documents_are_all_here_and_their_code_is_found() =>
        Assert.True(Names().Sum(Snippets.AssertCompiled) >= 14);

    [Theory]
    [MemberData(nameof(Documents))]
    public void What_a_document_links_to_is_among_the_documents_or_outside_of_them(string document)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Docs");
        foreach (Match link in Link().Matches(File.ReadAllText(Path.Combine(folder, document))))
        {
            Assert.True(File.Exists(Path.Combine(folder, link.Groups[1].Value)), $"{document} links to {link.Groups[1].Value}, which is not there.");
        }
    }

    [Fact]
    public void The_tests_that_keep_a_promise_of_reliability_exist()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Docs", "reliability.md"));
        string[] named = [.. TestClass().Matches(text).Select(match => match.Groups[1].Value).Distinct()];
        Assert.InRange(named.Length, 10, 100);
        string slow = Path.Combine(AppContext.BaseDirectory, "SlowTests");
        string[] present =
        [
            .. typeof(DocsTests).Assembly.GetTypes().Select(type => type.Name),
            .. Directory.EnumerateFiles(slow, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)!),
        ];
        Assert.All(named, name => Assert.Contains(name, present));
    }

    [Fact]
    public void The_examples_of_options_run()
    {
        DocsExamples.Detail(Low);
        DocsExamples.Guided(Low, High);
        UpsampleResult result = DocsExamples.Presets().FitAndPredict(Low, 16_000);
        Assert.Equal("super-resolution", DocsExamples.Mode(result));
        Assert.Equal(
            [3400, 4000, 4000],
            DocsExamples.Bands().Select(options => new Upsampler(options).FitAndPredict(Low, 16_000).Report.InputBandwidth));
        Assert.Equal(60, DocsExamples.Plans().Blind.Fit.StepCount);
    }

    [Fact]
    public void A_loss_of_another_library_fits_as_the_answer_says()
    {
        UpsamplerOptions options = DocsExamples.ForeignLoss(Low, High, (prediction, target, slope) =>
        {
            double sum = 0;
            for (int i = 0; i < slope.Length; i++)
            {
                slope[i] = 2 * (prediction[i] - target[i]) / slope.Length;
                sum += Math.Pow(prediction[i] - target[i], 2) / slope.Length;
            }

            return sum;
        });
        Assert.Equal(16_000, new Upsampler(options).FitAndPredict(Low, High).Audio.SampleRate);
        Assert.Equal(2, DocsExamples.FromArrays([0, 1], [1, 0]).ChannelCount);
    }

    [Fact]
    public void The_examples_of_extending_run()
    {
        float[] wave = Low.Channel(0).ToArray();
        Assert.True(DocsExamples.OwnLoss(wave, wave).Check.Passed());
        FitOutcome outcome = DocsExamples.OwnFit(wave);
        Assert.True(outcome.BestLoss < 0.1 * outcome.Losses[0], $"{outcome.Losses[0]} to {outcome.BestLoss}");
        short[] raw = [.. Enumerable.Range(0, 1000).Select(i => (short)(i * 8))];
        using var file = new MemoryStream(MemoryMarshal.AsBytes<short>(raw).ToArray());
        AudioClip? written = null;
        UpsampleReport report = new Upsampler(new UpsamplerOptions { Detail = 0 }).FitAndWrite(
            new DocsExamples.RawFile(file, 8000), 8000, part => written = part);
        Assert.Equal(1000, report.Length);
        Assert.Equal(raw.Select(sample => sample / 32768f), written!.Channel(0).ToArray());
        UpsampleResult sinc = new DocsExamples.SincOnly().FitAndPredict(Low, High.SampleRate, null, default);
        Assert.Empty(sinc.Report.Networks);
        Assert.Equal((4000, false), (sinc.Report.InputBandwidth, sinc.Report.WasCanceled));
    }

    [Fact]
    public void The_examples_of_networks_and_of_a_sum_of_losses_run()
    {
        float[] wave = Low.Channel(0)[..512].ToArray();
        double error = wave.Zip(XmlExamples.Decoder(wave), (x, y) => (x - y) * (x - y)).Sum();
        Assert.InRange(error / wave.Sum(x => x * x), 0, 0.5);
        using var decoder = new SirenDecoder(new() { Width = 21, Depth = 2 }, WinnerScale.For(wave), seed: 1);
        Assert.NotEqual(decoder.ParameterCount, decoder.Parameters.Length); // where a count without the padding throws
        XmlExamples.AdamStep(decoder);

        float[] output = XmlExamples.Latents(wave);
        Assert.Equal(wave.Length, output.Length);
        Assert.True(output.All(float.IsFinite));

        // With a weight of 0.1, which drowns the error of the samples, 5 dB are left here.
        UpsamplerOptions options = UpsamplerOptions.Fast with { Guided = UpsamplerOptions.Fast.Guided with { Loss = XmlExamples.Hybrid() } };
        (AudioClip clip, AudioClip reference) = Clips.Pair(2000);
        double gain = new Upsampler(options).FitAndPredict(clip, reference).Report.GainOverBaseline!.Value;
        Assert.True(gain > 20, $"{gain} dB");
    }

    [Fact]
    public async Task An_upload_is_read_and_answered_without_a_synchronous_call()
    {
        using var saved = new MemoryStream();
        await new AudioClip(8000, Low.Channel(0).ToArray(), new float[Low.Length]).SaveAsync(saved);
        using var body = new AsynchronousStream(saved.ToArray());
        using var response = new AsynchronousStream([]);
        await DocsExamples.Upload(body, response, new DocsExamples.SincOnly(), CancellationToken.None);
        AudioClip answer = await AudioClip.LoadAsync(new MemoryStream(response.Written));
        Assert.Equal((48_000, 1, 12_000), (answer.SampleRate, answer.ChannelCount, answer.Length));
    }

    private static IEnumerable<string> Names() =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Docs"), "*.md").Select(file => Path.GetFileName(file)!);

    private static AudioClip Tone(int rate, int length) =>
        new(rate, [.. Enumerable.Range(0, length).Select(i => MathF.Sin(0.3f * i) / 2)]);

    /// <summary>A relative link to a file beside the document; one that leads out of the folder of documents is left alone.</summary>
    [GeneratedRegex("`([A-Za-z]+(Tests|Properties))`")]
    private static partial Regex TestClass();

    [GeneratedRegex(@"\]\((?!\w+:|\.\.|docs/|benchmarks/|samples/|#)([^)#]+)")]
    private static partial Regex Link();
}
