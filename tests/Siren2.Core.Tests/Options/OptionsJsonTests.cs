using System.Reflection;
using System.Text.Json;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Files;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Options;
using Siren2.Segments;

namespace Siren2.Core.Tests.Options;

/// <summary>The one description of options forgets none of them: checkpoints, saved fits and reports rely on it.</summary>
public class OptionsJsonTests
{
    /// <summary>No bit of a result depends on these.</summary>
    private static readonly string[] WithoutEffect = ["MaxDegreeOfParallelism", "CheckpointFile", "CheckpointStore", "OnCancellation"];

    /// <summary>No bit of a guided result depends on this one.</summary>
    private static readonly string[] OfBlindAlone = ["Detail"];

    [Fact]
    public void Every_property_of_every_option_and_loss_is_part_of_the_description()
    {
        string blind = OptionsJson.Of(OptionVariants.Full, FitMode.Blind);
        string guided = OptionsJson.Of(OptionVariants.Full, FitMode.Guided);
        int count = 0;
        foreach ((string path, object changed) in OptionVariants.Of(OptionVariants.Full))
        {
            var options = (UpsamplerOptions)changed;
            bool isOfBlind = !path.StartsWith("Guided", StringComparison.Ordinal) && !WithoutEffect.Contains(path);
            bool isOfGuided = !path.StartsWith("Blind", StringComparison.Ordinal) && !WithoutEffect.Contains(path) && !OfBlindAlone.Contains(path);
            Assert.True(isOfBlind == (OptionsJson.Of(options, FitMode.Blind) != blind), $"blind: {path}");
            Assert.True(isOfGuided == (OptionsJson.Of(options, FitMode.Guided) != guided), $"guided: {path}");
            count++;
        }

        Assert.InRange(count, 100, 1000);
    }

    /// <summary>They are equal, and so are the options that hold them and all that is computed by these.</summary>
    [Fact]
    public void Zero_is_zero_with_either_sign_in_every_number_that_is_not_whole()
    {
        Dictionary<string, object> positive = OptionVariants.WithZero(OptionVariants.Full, isNegative: false).ToDictionary();
        Dictionary<string, object> negative = OptionVariants.WithZero(OptionVariants.Full, isNegative: true).ToDictionary();
        Assert.Equal(positive.Keys.Order(), negative.Keys.Order());
        string[] known = ["Detail", "Blind.ExtraLoss.Weight", "Blind.Fit.PlateauImprovement", "Guided.EncoderLearningRateScale", "Guided.Fit.Adam.Beta1"];
        Assert.All(known, path => Assert.Contains(path, positive.Keys));
        string[] different =
        [
            .. positive.Keys.SelectMany(path => new[] { FitMode.Blind, FitMode.Guided }.Where(mode => Json(positive[path], mode) != Json(negative[path], mode))
                .Select(mode => $"{mode}: {path}")),
        ];
        Assert.True(different.Length == 0, string.Join('\n', different));

        string Json(object options, FitMode mode) => OptionsJson.Of((UpsamplerOptions)options, mode);
    }

    [Fact]
    public void Zero_is_zero_with_either_sign_within_lists_and_schedules()
    {
        Assert.Equal(Of(0.0), Of(-0.0));
        Assert.DoesNotMatch("-0[],}]", Of(-0.0));

        static string Of(double zero) => OptionsJson.Of(
            new UpsamplerOptions
            {
                Guided = new()
                {
                    Loss = new HybridLoss(new(new MeanSquaredErrorLoss()), new(new HybridLoss(new WeightedLoss(new MeanAbsoluteErrorLoss(), zero)), 2)),
                    Fit = new() { Schedule = LearningRateSchedule.Cosine(1, zero) },
                    Model = new SirenSegmentModel(),
                },
            },
            FitMode.Guided);
    }

    [Fact]
    public void Every_setting_of_the_network_that_a_host_configures_is_part_of_the_description()
    {
        string plain = Describe(new SirenSegmentModel());
        PropertyInfo[] settings = [.. typeof(SirenSegmentModel).GetProperties().Where(property => property.CanWrite)];
        Assert.NotEmpty(settings);
        foreach (PropertyInfo setting in settings)
        {
            var changed = new SirenSegmentModel();
            setting.SetValue(changed, setting.GetValue(changed) switch
            {
                SirenDecoderOptions decoder => decoder with { Omega0 = 10 },
                bool truth => !truth,
                double number => 0.5 * number,
                string text => text + "x",
                null when setting.PropertyType == typeof(SeaNetEncoderOptions) => new SeaNetEncoderOptions { Dimension = 8 },
                null when setting.PropertyType == typeof(SafetensorsFile) => OptionVariants.Weights(1),
                _ => throw new InvalidOperationException($"{setting.Name} is set by nothing that this test knows."),
            });
            Assert.True(Describe(changed) != plain, setting.Name);
        }

        static string Describe(SirenSegmentModel model) =>
            OptionsJson.Of(new UpsamplerOptions { Blind = new() { Model = model } }, FitMode.Blind);
    }

    [Fact]
    public void Every_type_of_options_and_every_loss_is_looked_at()
    {
        var seen = OptionVariants.Of(OptionVariants.Full).Select(variant => variant.Path.Split('.')[^1]).ToHashSet();
        IEnumerable<Type> types = typeof(UpsamplerOptions).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && !type.IsInterface)
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) || typeof(IWaveformLoss).IsAssignableFrom(type));
        foreach (Type type in types.Where(type => type != typeof(DelegateLoss)))
        {
            Assert.Contains(type, OptionVariants.Types);
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(OptionVariants.IsSetting))
            {
                Assert.Contains(property.Name, seen);
            }
        }
    }

    [Fact]
    public void Of_the_other_kind_of_fit_nothing_is_said_and_no_part_is_asked()
    {
        UpsamplerOptions options = new() { Blind = new() { LevelModel = new SilentLevels() } };
        using var guided = JsonDocument.Parse(OptionsJson.Of(options, FitMode.Guided));
        using var blind = JsonDocument.Parse(OptionsJson.Of(OptionVariants.Full, FitMode.Blind));
        Assert.False(guided.RootElement.TryGetProperty("blind", out _));
        Assert.True(guided.RootElement.TryGetProperty("guided", out _));
        Assert.False(blind.RootElement.TryGetProperty("guided", out _));
        Assert.True(blind.RootElement.TryGetProperty("blind", out _));
        Assert.DoesNotContain("blind", Segments.SmallFits.Get("guided").Report.Options, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Functions_of_a_hosts_own_are_told_apart_by_the_identity_that_they_are_given()
    {
        string[] described = [.. new[] { null, "slope, 3 dB", "slope, 4 dB" }.Select(identity =>
            OptionsJson.Of(new UpsamplerOptions { Guided = new() { Loss = new DelegateLoss((_, _, _) => 0, identity) } }, FitMode.Guided))];
        Assert.Equal(3, described.Distinct().Count());
        Assert.Contains("slope, 4 dB", described[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Sums_of_sums_are_told_apart()
    {
        var m = new MeanSquaredErrorLoss();
        var l = new MeanAbsoluteErrorLoss();
        var nested = new HybridLoss(new(new HybridLoss(new WeightedLoss(m))), new(l));
        var flat = new HybridLoss(new WeightedLoss(new HybridLoss(new(m), new(l))));
        Assert.NotEqual(Guided(nested), Guided(flat));

        static string Guided(IWaveformLoss loss) => OptionsJson.Of(new UpsamplerOptions { Guided = new() { Loss = loss } }, FitMode.Guided);
    }

    [Fact]
    public void Schedules_are_told_apart_by_all_that_they_depend_on()
    {
        LearningRateSchedule[] schedules =
        [
            LearningRateSchedule.Cosine(1e-3), LearningRateSchedule.Cosine(1e-3, 1e-4), LearningRateSchedule.Cosine(2e-3), LearningRateSchedule.Constant(1e-3),
            LearningRateSchedule.Steps(1e-3, 0.5, 3), LearningRateSchedule.Steps(1e-3, 0.5, 4), LearningRateSchedule.Steps(1e-3, 0.6, 3),
        ];
        Assert.Equal(schedules.Length, schedules.Select(schedule =>
            OptionsJson.Of(new UpsamplerOptions { Blind = new() { Fit = new() { Schedule = schedule } } }, FitMode.Blind)).Distinct().Count());
    }

    [Fact]
    public void A_report_holds_it_and_so_does_a_saved_fit()
    {
        FittedClip fitted = Segments.SmallFits.Get("guided");
        using JsonDocument options = JsonDocument.Parse(fitted.Report.Options!);
        Assert.Equal(5, options.RootElement.GetProperty("seed").GetInt32());
        using var stream = new MemoryStream();
        fitted.Save(stream);
        stream.Position = 0;
        Assert.Equal(fitted.Report.Options, FittedClip.Load(stream).Report.Options);
    }

    private sealed class SilentLevels : IMissingBandModel
    {
        public string Identity => throw new NotSupportedException("Nobody is to ask.");

        public double LowestBandEdge => 0;

        public MissingBandLevels Predict(
            ReadOnlySpan<float> signal, int sampleRate, double bandEdge, double highestFrequency, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("Nobody is to ask.");
    }
}
