namespace WebApi;

/// <summary>Files of one request, which nobody else may read and which go with it.</summary>
internal sealed class WorkFolder : IDisposable
{
    public const string Prefix = "siren2-request-";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(Prefix);

    public string Input => Path.Combine(_folder.FullName, "input");

    public string Output => Path.Combine(_folder.FullName, "output.wav");

    public void Dispose() => _folder.Delete(recursive: true);
}
