using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Siren2.Formats;
using Siren2.Kernels.Simd;
using Siren2.Orleans.Messages;

namespace Siren2.Orleans.Work;

/// <summary>Clips that are resolved by <see cref="Upsampler"/>.</summary>
internal sealed class UpsampleWorkFactory(IClipStorage storage, IOptions<Siren2ClusterOptions> options, ILogger<Upsampler> logger) : IClipWorkFactory
{
    public string Engine { get; } = FormattableString.Invariant($"{VersionOf(typeof(Upsampler).Assembly)} x{VectorHardware.Bits}");

    public async Task<IClipWork> OpenAsync(string name, FitSettings settings, CancellationToken cancellationToken)
    {
        Stream stream = await storage.OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var upsampler = new Upsampler(settings.ToOptions(options.Value), logger);
            return await Threads.RunAsync(() => Open(stream, upsampler, settings, cancellationToken)).ConfigureAwait(false);
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The work that is returned owns its source.")]
    private UpsampleWork Open(Stream stream, Upsampler upsampler, FitSettings settings, CancellationToken cancellationToken)
    {
        AudioFileSource source = stream is FileStream file
            ? AudioFileSource.Open(file.Name, cancellationToken)
            : AudioFileSource.Open(stream, FFmpegProgram.Find(), cancellationToken);
        try
        {
            if (settings.TargetSampleRate < source.SampleRate)
            {
                throw new InvalidDataException($"The clip has {source.SampleRate} Hz, more than the {settings.TargetSampleRate} Hz of the job.");
            }

            return new UpsampleWork(source, upsampler.Plan(source, settings.TargetSampleRate, cancellationToken), settings, Engine);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static string VersionOf(Assembly assembly) => assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
