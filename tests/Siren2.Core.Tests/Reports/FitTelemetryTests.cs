using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Siren2.Core.Tests.Upsampling;
using Siren2.Optimization;
using Siren2.Tests;

namespace Siren2.Core.Tests.Reports;

/// <summary>Listeners hear of the whole process, so that these tests run when no other fits.</summary>
[CollectionDefinition(nameof(Listening), DisableParallelization = true)]
public sealed class Listening;

[Collection(nameof(Listening))]
public sealed class FitTelemetryTests
{
    [Theory]
    [InlineData(FitMode.Blind, "blind")]
    [InlineData(FitMode.Guided, "guided")]
    public void A_fit_is_an_activity_that_says_what_was_fitted_and_what_came_out(FitMode mode, string name)
    {
        using var heard = new Heard();
        UpsampleReport report = Quick.Fit(mode, Quick.Options).Report;
        Activity fit = Assert.Single(heard.Activities);
        Assert.Equal(("siren2.fit", ActivityStatusCode.Unset), (fit.OperationName, fit.Status));
        Assert.Equal(name, fit.GetTagItem("siren2.mode"));
        Assert.Equal(8_000, fit.GetTagItem("siren2.input.sample_rate"));
        Assert.Equal(5_000L, fit.GetTagItem("siren2.input.length"));
        Assert.Equal(16_000, fit.GetTagItem("siren2.output.sample_rate"));
        Assert.Equal(10_000L, fit.GetTagItem("siren2.output.length"));
        Assert.Equal(1, fit.GetTagItem("siren2.channels"));
        Assert.Equal(3, fit.GetTagItem("siren2.networks"));
        Assert.Equal("completed", fit.GetTagItem("siren2.outcome"));
        Assert.Equal(report.EstimatedPsnrCost, fit.GetTagItem("siren2.psnr_cost"));
        Assert.Equal(report.GainOverBaseline, fit.GetTagItem("siren2.psnr_gain"));
    }

    [Fact]
    public void Parts_of_a_long_clip_are_activities_within_that_of_the_clip()
    {
        using var heard = new Heard();
        AudioClip clip = Clips.Noise(700_000, channels: 2);
        UpsampleReport report = new Upsampler(new UpsamplerOptions { Detail = 0 }).FitAndWrite(clip, 16_000, _ => { });
        Assert.True(report.PartCount > 1);
        Activity fit = Assert.Single(heard.Activities, activity => activity.OperationName == "siren2.fit");
        Activity[] parts = [.. heard.Activities.Where(activity => activity.OperationName == "siren2.part")];
        Assert.Equal(Enumerable.Range(0, report.PartCount), parts.Select(part => (int)part.GetTagItem("siren2.part.index")!).Order());
        Assert.All(parts, part => Assert.Equal(fit.SpanId, part.ParentSpanId));
        Assert.Equal(report.PartCount, fit.GetTagItem("siren2.parts"));
        Assert.Single(heard.Of("siren2.fit.duration"));
        Assert.Equal(report.PartCount, heard.Of("siren2.part.duration").Length);
    }

    [Fact]
    public void Fits_are_counted_and_timed()
    {
        using var heard = new Heard();
        _ = Quick.Fit(FitMode.Blind, Quick.Options);
        Measurement duration = Assert.Single(heard.Of("siren2.fit.duration"));
        Assert.InRange(duration.Value, 1e-6, 60);
        Assert.Equal(("blind", "completed"), (duration.Tags["siren2.mode"], duration.Tags["siren2.outcome"]));
        Assert.Equal([1, -1], heard.Of("siren2.fit.active").Select(measured => measured.Value));
        Assert.Equal(5_000.0 / 8_000, Assert.Single(heard.Of("siren2.fit.audio")).Value);
        Assert.Equal(3, Assert.Single(heard.Of("siren2.fit.networks")).Value);
    }

    [Fact]
    public void A_fit_that_fails_says_by_what_and_is_no_longer_active()
    {
        using var heard = new Heard();
        var clip = new AudioClip(8_000, [0, float.NaN, 0]);
        Assert.Throws<ArgumentException>(() => new Upsampler(Quick.Options).FitAndWrite(clip, 16_000, _ => { }));
        Activity fit = Assert.Single(heard.Activities);
        Assert.Equal((ActivityStatusCode.Error, "failed"), (fit.Status, fit.GetTagItem("siren2.outcome")));
        Assert.Equal("System.ArgumentException", fit.GetTagItem("error.type"));
        Assert.Equal("System.ArgumentException", Assert.Single(heard.Of("siren2.fit.duration")).Tags["error.type"]);
        Assert.Equal(0, heard.Of("siren2.fit.active").Sum(measured => measured.Value));
    }

    [Theory]
    [InlineData(CancellationBehavior.Throw)]
    [InlineData(CancellationBehavior.ReturnBest)]
    public void A_canceled_fit_is_no_error(CancellationBehavior behavior)
    {
        using var heard = new Heard();
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        Exception? thrown = Record.Exception(() =>
            Quick.Fit(FitMode.Blind, Quick.Options with { OnCancellation = behavior }, cancellationToken: canceled.Token));
        Assert.Equal(behavior == CancellationBehavior.Throw, thrown is OperationCanceledException);
        Activity fit = Assert.Single(heard.Activities);
        Assert.Equal((ActivityStatusCode.Unset, "canceled"), (fit.Status, fit.GetTagItem("siren2.outcome")));
        Assert.Equal("canceled", Assert.Single(heard.Of("siren2.fit.duration")).Tags["siren2.outcome"]);
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void Nothing_is_allocated_per_step_where_nobody_listens_and_where_somebody_does()
    {
        long Allocated(int steps, bool listens)
        {
            using Heard? heard = listens ? new Heard() : null;
            UpsamplerOptions options = Quick.With(new FitOptions { StepCount = steps }) with { MaxDegreeOfParallelism = 1 };
            (AudioClip clip, AudioClip reference) = Clips.Pair(1_000);
            return Allocations.Of(() => new Upsampler(options).FitAndPredict(clip, reference));
        }

        // The losses of all steps are kept: eight bytes a step, once while fitting and once in the outcome.
        foreach (bool listens in new[] { false, true })
        {
            // What a process allocates once, it has by then.
            _ = Allocated(200, listens);
            Assert.InRange(Allocated(200, listens) - Allocated(100, listens), 0, 100 * 2 * sizeof(double));
        }
    }

    private sealed record Measurement(string Name, double Value, IReadOnlyDictionary<string, object?> Tags);

    /// <summary>All that a host that listens to the library hears.</summary>
    private sealed class Heard : IDisposable
    {
        private readonly ConcurrentQueue<Measurement> _measurements = new();
        private readonly MeterListener _meters = new();
        private readonly ActivityListener _activities;

        public Heard()
        {
            _activities = new ActivityListener
            {
                ShouldListenTo = source => source.Name == FitTelemetry.ActivitySourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = Activities.Enqueue,
            };
            ActivitySource.AddActivityListener(_activities);
            _meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == FitTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
            _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
            _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
            _meters.Start();
        }

        public ConcurrentQueue<Activity> Activities { get; } = new();

        public Measurement[] Of(string name) => [.. _measurements.Where(measured => measured.Name == name)];

        public void Dispose()
        {
            _activities.Dispose();
            _meters.Dispose();
        }

        private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _measurements.Enqueue(new(instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value)));
    }
}
