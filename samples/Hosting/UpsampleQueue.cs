using System.Threading.Channels;

namespace Hosting;

/// <summary>A clip that waits for its turn.</summary>
/// <param name="Input">File to read.</param>
/// <param name="Output">File to write.</param>
/// <param name="SampleRate">Rate of the result, in hertz.</param>
public sealed record UpsampleJob(string Input, string Output, int SampleRate);

/// <summary>Jobs from wherever they come, in order. A full queue makes its writers wait.</summary>
public sealed class UpsampleQueue
{
    private readonly Channel<UpsampleJob> _jobs = Channel.CreateBounded<UpsampleJob>(capacity: 64);

    public ChannelWriter<UpsampleJob> Writer => _jobs.Writer;

    public ChannelReader<UpsampleJob> Reader => _jobs.Reader;
}
