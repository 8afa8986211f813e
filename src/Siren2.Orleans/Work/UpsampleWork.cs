using System.Security.Cryptography;
using Siren2.Formats;
using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Work;

/// <summary>A clip and its plan.</summary>
internal sealed class UpsampleWork : IClipWork
{
    private readonly AudioFileSource _source;
    private readonly UpsamplePlan _plan;
    private readonly FitSettings _settings;

    public UpsampleWork(AudioFileSource source, UpsamplePlan plan, FitSettings settings, string engine)
    {
        (_source, _plan, _settings) = (source, plan, settings);
        byte[] all = System.Text.Encoding.UTF8.GetBytes($"{engine}\n{plan.Fingerprint}");
        Shape = new ClipShape(plan.PartCount, Convert.ToHexStringLower(SHA256.HashData(all)));
    }

    /// <summary>The plan's fingerprint with the version of the library, which computes other bits in the next one.</summary>
    public ClipShape Shape { get; }

    public Task<byte[]> FitAsync(int part, IProgress<double> progress, CancellationToken cancellationToken) =>
        Threads.RunAsync(() => _plan.FitPart(part, new Fraction(progress), cancellationToken).ToBytes());

    public IClipJoin Join(Stream output) => new ClipJoin(this, output);

    public ValueTask DisposeAsync()
    {
        _source.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Fraction(IProgress<double> progress) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => progress.Report(value.Fraction);
    }

    private sealed class ClipJoin : IClipJoin
    {
        private readonly UpsamplePlan _plan;
        private readonly WaveFileSink _sink;
        private FittedPart? _previous;

        public ClipJoin(UpsampleWork work, Stream output)
        {
            _plan = work._plan;
            WaveMetadata metadata = work._source.Metadata.AtRate(_plan.InputSampleRate, _plan.OutputSampleRate);
            _sink = new WaveFileSink(output, _plan.OutputSampleRate, _plan.ChannelCount, _plan.Length, work._settings.Encoding, metadata);
        }

        public void Add(byte[] part)
        {
            var next = FittedPart.Parse(part);
            try
            {
                _sink.Write(_plan.Join(_previous, next));
            }
            catch (ArgumentException e)
            {
                throw new InvalidDataException($"It is another part than it is named: {e.Message}", e);
            }

            _previous = next;
        }

        public void Complete() => _sink.Complete();
    }
}
