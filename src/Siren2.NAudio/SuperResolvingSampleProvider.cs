using NAudio.Wave;
using Siren2.NAudio.Playback;
using Siren2.NAudio.Sources;

namespace Siren2.NAudio;

/// <summary>
/// Plays a clip at a higher sample rate while it is still being fitted: part by part, ahead of the listener, with as much of the clip in memory as is
/// about to be heard. Its samples are those that <see cref="Upsampler"/> gives for the whole clip, to the bit, wherever playback begins.
/// </summary>
/// <remarks>
/// <para>The first samples are there once the first part is fitted: <see cref="WaitUntilReady"/> waits for it. From then on the fit only has to be
/// faster than playback. A seek to where nothing is fitted gives up what is under way, and costs the fit of one part, or of two where two are
/// joined.</para>
/// <para>What goes wrong in a fit, or in the source, is thrown by the read that would have needed it, once and as it is; reads after that give what
/// was there before, and then the end, until a seek tries again.</para>
/// <para>Every member may be called from any thread: an audio device may read while a user interface seeks. The source is read by a thread of the
/// provider's own, and must not be read or disposed of before the provider is disposed of.</para>
/// </remarks>
/// <example>
/// <code>
/// using var resolving = new SuperResolvingSampleProvider(source, targetSampleRate: 48_000);
/// resolving.WaitUntilReady();
/// player.Init(resolving.AsWaveStream());
/// player.Play();
/// </code>
/// </example>
public sealed class SuperResolvingSampleProvider : ISampleProvider, IDisposable
{
    private readonly UpsamplePlan _plan;
    private readonly FitAhead _ahead;

    /// <summary>Plays a plan, blind or guided.</summary>
    /// <param name="plan">The plan, from <see cref="Upsampler.Plan(IAudioSource, int, CancellationToken)"/>.</param>
    /// <param name="options">How it works ahead; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work: reads that need more throw then.</param>
    /// <exception cref="ArgumentNullException"><paramref name="plan"/> is null.</exception>
    /// <exception cref="ArgumentException">There are more channels than a format of NAudio can name, 8,191.</exception>
    public SuperResolvingSampleProvider(UpsamplePlan plan, SuperResolvingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
        WaveFormat = FloatFormat.Of(plan.OutputSampleRate, plan.ChannelCount, nameof(plan));
        _ahead = new FitAhead(plan, options ?? new SuperResolvingOptions(), cancellationToken);
    }

    /// <summary>Plays a clip, blind. All of it is read once first, to know its band.</summary>
    /// <param name="source">The clip; it stays its owner's.</param>
    /// <param name="targetSampleRate">Rate of what is played in hertz, from the clip's own to <see cref="AudioClip.MaximumSampleRate"/>.</param>
    /// <param name="upsampler">What fits; null for one with the default options.</param>
    /// <param name="options">How it works ahead; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the reading, and the work: reads that need more throw then.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate or a property of the source is out of range.</exception>
    /// <exception cref="ArgumentException">
    /// A sample is not a number, infinite or beyond <see cref="AudioClip.MaximumMagnitude"/>, or there are more channels than a format can name.
    /// </exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public SuperResolvingSampleProvider(
        IAudioSource source,
        int targetSampleRate,
        Upsampler? upsampler = null,
        SuperResolvingOptions? options = null,
        CancellationToken cancellationToken = default)
        : this((upsampler ?? new Upsampler()).Plan(source, targetSampleRate, cancellationToken), options, cancellationToken)
    {
    }

    /// <summary>32-bit floats at the rate and with the channels of the result.</summary>
    public WaveFormat WaveFormat { get; }

    /// <summary>Samples of the result, in each channel.</summary>
    public long Length => _plan.Length;

    /// <summary>Duration of the result.</summary>
    public TimeSpan TotalTime => TimeSpan.FromSeconds((double)Length / WaveFormat.SampleRate);

    /// <summary>
    /// The sample, in each channel, with which the next read begins: from 0 to <see cref="Length"/>. Set it to seek; a read that is waiting then
    /// begins anew there.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not within the result.</exception>
    /// <exception cref="ObjectDisposedException">It is set after the provider was disposed of.</exception>
    public long Position
    {
        get => _ahead.Position;
        set => _ahead.Position = value;
    }

    /// <summary><see cref="Position"/> as a time; what is set is rounded to the nearest sample.</summary>
    /// <inheritdoc cref="Position" path="/exception"/>
    public TimeSpan CurrentTime
    {
        get => TimeSpan.FromSeconds((double)Position / WaveFormat.SampleRate);
        set => Position = (long)Math.Round(value.TotalSeconds * WaveFormat.SampleRate);
    }

    /// <summary>Whether a part is being fitted now. Where all that is wanted is there, nothing runs.</summary>
    public bool IsFitting => _ahead.IsFitting;

    /// <summary>Reads that asked for samples that were not there yet, whether they waited or were given silence.</summary>
    public long UnderrunCount => _ahead.Underruns;

    /// <summary>Parts that are held in memory.</summary>
    internal int PartsInMemory => _ahead.PartsInMemory;

    /// <summary>Reads the next samples, one of every channel after the other.</summary>
    /// <param name="buffer">Receives whole frames: all that it has room for, but at the end of the clip.</param>
    /// <returns>Samples that were written, all channels together; 0 at the end.</returns>
    /// <exception cref="ArgumentException">There is room for some channels of a frame, but not for all.</exception>
    /// <exception cref="ObjectDisposedException">The provider was disposed of, before or while this read was waiting.</exception>
    /// <exception cref="OperationCanceledException">Canceled; thrown once, reads after that find the end.</exception>
    public int Read(Span<float> buffer)
    {
        FloatFormat.CheckRoom(buffer, WaveFormat.Channels);
        return _ahead.Read(buffer);
    }

    /// <summary>Waits until the next read begins at once; throws what that read would throw.</summary>
    /// <param name="cancellationToken">Ends the waiting alone.</param>
    /// <exception cref="ObjectDisposedException">The provider was disposed of.</exception>
    /// <exception cref="OperationCanceledException">The waiting or the provider was canceled.</exception>
    public void WaitUntilReady(CancellationToken cancellationToken = default) => _ahead.WaitUntilReady(cancellationToken);

    /// <summary>
    /// The same samples as a stream of 32-bit floats, for what wants to be told length and position in bytes. It shares the position.
    /// </summary>
    /// <returns>The stream; disposing of it disposes of the provider.</returns>
    public WaveStream AsWaveStream() => new SampleWaveStream(this, () => Position, position => Position = position, Length, this);

    /// <summary>Gives up what is being fitted, and waits until that has ended. A read that is waiting throws.</summary>
    public void Dispose() => _ahead.Dispose();
}
